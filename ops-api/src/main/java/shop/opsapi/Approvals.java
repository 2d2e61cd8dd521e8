package shop.opsapi;

import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/**
 * Lets nobody approve what he has asked for himself.
 *
 * <p>Two people are known to be two only if the issuer has named both. Whoever has the token of this machine has no name that the
 * issuer knows, so the token neither approves nor is approved, unless {@code shop.ops.one-person} says that this shop has one
 * operator. Then its approval is marked as what it is.
 */
public class Approvals {

    private final boolean onePerson;

    Approvals(boolean onePerson) {
        this.onePerson = onePerson;
    }

    /**
     * How an approval came about, for the record.
     *
     * @param alone whether the one who approves may be the one who asked
     */
    public record Approval(boolean alone) {

        /** For the audit trail. */
        @Override
        public String toString() {
            return alone ? "approved by the requester: local" : "approved by another person";
        }
    }

    /**
     * Decides whether what one has asked for may be approved by another.
     *
     * @param requestedBy the name of the actor who asked
     * @param requestedVia how that one had proven who it was
     * @throws Problem if it must be another person
     */
    public Approval check(Actor approver, String requestedBy, String requestedVia) {
        boolean bothAreKnown = !approver.isLocal() && !requestedVia.equals(Actor.LOCAL_TOKEN);
        if (bothAreKnown && !approver.name().equals(requestedBy)) {
            return new Approval(false);
        }
        if (onePerson && approver.isLocal()) {
            return new Approval(true);
        }
        throw Problem.of(
                        HttpStatus.FORBIDDEN,
                        "another-person-needed",
                        "Another person has to approve this",
                        requestedBy + " has asked for this, and " + approver.name()
                                + " cannot be told from whoever that is. Another person with the role approver has to approve it.")
                .with("requestedBy", requestedBy);
    }
}
