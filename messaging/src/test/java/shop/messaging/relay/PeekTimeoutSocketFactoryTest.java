package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeekTimeoutSocketFactoryTest {

    private final Socket socket = new PeekTimeoutSocketFactory().createSocket();
    private ServerSocket server;
    private Socket sender;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        sender = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        sender.close();
        server.close();
    }

    @Test
    void peeksAreLongOnlyWhileNothingComes() throws IOException {
        assertThat(peek()).isEqualTo(20);
        await().atMost(Duration.ofSeconds(10)).until(() -> peek() == 250);

        sender.getOutputStream().write(1);

        assertThat(peek()).isEqualTo(250);
        assertThat(peek()).isEqualTo(20);
    }

    @Test
    void otherTimeoutsStayAsTheyAre() throws IOException {
        socket.setSoTimeout(5000);

        assertThat(socket.getSoTimeout()).isEqualTo(5000);
    }

    /** As the driver does it. @return how long it may wait for a message, in milliseconds */
    private int peek() throws IOException {
        socket.setSoTimeout(1);
        int timeout = socket.getSoTimeout();
        try {
            socket.getInputStream().read();
        } catch (SocketTimeoutException _) {
            // Nothing has come.
        } finally {
            socket.setSoTimeout(0);
        }
        return timeout;
    }
}
