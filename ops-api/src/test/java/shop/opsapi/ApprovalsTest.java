package shop.opsapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import shop.httpapi.Problem;

class ApprovalsTest {

    private static final String ISSUER = "https://login.company.com";
    private static final Actor ADA = new Actor("ada", Set.of(Role.APPROVER), ISSUER);
    private static final Actor TOKEN = new Actor("ada", Set.of(Role.APPROVER), Actor.LOCAL_TOKEN);

    private final Approvals ofMany = new Approvals(false);
    private final Approvals ofOnePerson = new Approvals(true);

    @Test
    void anotherPersonApproves() {
        Approvals.Approval approval = ofMany.check(ADA, "bob", ISSUER);

        assertThat(approval.alone()).isFalse();
        assertThat(approval).hasToString("approved by another person");
    }

    @Test
    void whoAskedDoesNotApproveAndIsNamed() {
        assertThatThrownBy(() -> ofMany.check(ADA, "ada", ISSUER))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("ada has asked for this");
    }

    /** Its name is that of a user of a machine, which the issuer does not know. */
    @Test
    void tokenOfAMachineIsNobodyElse() {
        assertThatThrownBy(() -> ofMany.check(TOKEN, "bob", ISSUER)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> ofMany.check(ADA, "bob", Actor.LOCAL_TOKEN)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> ofMany.check(TOKEN, "ada", Actor.LOCAL_TOKEN)).isInstanceOf(Problem.class);
    }

    @Test
    void onlyOperatorOfAMachineApprovesAloneAndItIsSaid() {
        Approvals.Approval approval = ofOnePerson.check(TOKEN, "ada", Actor.LOCAL_TOKEN);

        assertThat(approval.alone()).isTrue();
        assertThat(approval).hasToString("approved by the requester: local");
    }

    @Test
    void settingForOnePersonLetsNobodyOfTheIssuerApproveAlone() {
        assertThatThrownBy(() -> ofOnePerson.check(ADA, "ada", ISSUER)).isInstanceOf(Problem.class);
        assertThat(ofOnePerson.check(ADA, "bob", ISSUER).alone()).isFalse();
    }
}
