package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StackStatusTest {

    @Test
    void theProcessesOfThisVersionAreNamed() throws IOException {
        assertThat(StackStatus.processes(Captured.output("status-now.json")))
                .hasSize(9)
                .containsEntry(5007L, "supervisor")
                .containsEntry(5108L, "postgres")
                .containsEntry(6909L, "edge");
    }

    @Test
    void componentsThatShareAProcessShareItsName() throws IOException {
        assertThat(StackStatus.processes(Captured.output("status-7c19c7f.json")))
                .hasSize(8)
                .containsEntry(10659L, "postgres")
                .containsEntry(10314L, "edge+supervisor");
    }

    @Test
    void aComponentWithoutAProcessIsLeftOut() {
        assertThat(StackStatus.processes("""
                        {"state": "degraded", "supervisor": 7, "components": [
                          {"component": "cart", "state": "stopped", "port": 1},
                          {"component": "order", "state": "healthy", "pid": 9}]}
                        """)).containsOnlyKeys(7L, 9L).containsEntry(9L, "order");
    }

    @Test
    void aStackThatDoesNotRunIsRefused() {
        assertThatThrownBy(() -> StackStatus.processes("{ \"state\" : \"stopped\" }"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
