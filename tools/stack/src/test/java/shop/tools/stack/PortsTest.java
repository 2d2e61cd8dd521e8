package shop.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import shop.build.localservers.FreePorts;

class PortsTest {

    @Test
    void everyComponentHasAPortOfItsOwn() {
        assertThat(Ports.of(new StackPorts(8080)))
                .hasSize(14)
                .containsEntry(8080, "edge")
                .containsEntry(8086, "console");
    }

    @Test
    void stacksOnNeighbouringPortsDoNotMeet() {
        var one = new HashSet<>(Ports.of(new StackPorts(8080)).keySet());
        one.retainAll(Ports.of(new StackPorts(8180)).keySet());
        assertThat(one).isEmpty();
    }

    @Test
    void takenPortIsNamedWithItsComponentAndItsProcess() throws IOException {
        try (var squatter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int kafka = squatter.getLocalPort();
            // Kafka's port is the given one when the edge keeps its distance.
            var ports = new StackPorts(kafka - 19092 + 8080);
            assertThat(Ports.taken(ports))
                    .filteredOn(taken -> taken.port() == kafka)
                    .singleElement()
                    .satisfies(taken -> assertThat(taken.sentence())
                            .contains("Port " + kafka + " for kafka is taken by process "
                                    + ProcessHandle.current().pid()));
        }
    }

    @Test
    void portThatWasLetGoIsFree() throws IOException {
        int port = FreePorts.next();
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        assertThat(Ports.taken(new StackPorts(port))).noneMatch(taken -> taken.port() == port);
    }
}
