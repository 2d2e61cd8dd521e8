package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AuditCommandTest {

    private final StringWriter said = new StringWriter();
    private final CommandLine command =
            new CommandLine(new AuditCommand()).setErr(new PrintWriter(said)).setOut(new PrintWriter(said));

    @Test
    void aBugIsNeverTakenForABrokenInvariant() {
        assertThat(command.getCommandSpec().exitCodeOnExecutionException()).isEqualTo(2);
    }

    @Test
    void oneAddressAloneIsRefused() {
        assertThat(command.execute("--postgres=localhost:5432")).isEqualTo(2);
        assertThat(said.toString()).contains("--kafka");
    }

    @Test
    void anAddressNeverTellsThePassword() {
        assertThat(new StackAddress("db:5432", "kafka:9092", "auditor", "secret"))
                .hasToString("auditor@db:5432, kafka:9092");
    }
}
