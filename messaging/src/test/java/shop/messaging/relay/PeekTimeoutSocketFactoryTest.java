package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
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
        socket.setSoTimeout(50);
        assertThat(socket.getSoTimeout()).isEqualTo(50);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(socket.isClosed()).isFalse();

        socket.setSoTimeout(0);
        assertThat(socket.getSoTimeout()).isZero();
    }

    @Test
    void silenceEndsTheConnection() throws IOException {
        try (Socket impatient = connected(new PeekTimeoutSocketFactory(Duration.ofMillis(200)))) {
            assertThatThrownBy(() -> peek(impatient, 200))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("silent");
            assertThat(impatient.isClosed()).isTrue();
        }
    }

    @Test
    void signsOfLifeKeepTheConnection() throws IOException {
        try (Socket impatient = connected(new PeekTimeoutSocketFactory(Duration.ofMillis(200)))) {
            for (int i = 0; i < 4; i++) {
                peek(impatient, 100);
                sender.getOutputStream().write(1);
            }
            assertThat(impatient.isClosed()).isFalse();
        }
    }

    private Socket connected(PeekTimeoutSocketFactory factory) throws IOException {
        Socket other = factory.createSocket();
        other.connect(server.getLocalSocketAddress());
        sender.close();
        sender = server.accept();
        return other;
    }

    /** Peeks until it has waited this long, in milliseconds. */
    private static void peek(Socket other, int patience) throws IOException {
        for (int waited = 0; waited < patience; ) {
            waited += peek(other);
        }
    }

    /** As the driver does it. @return how long it may wait for a message, in milliseconds */
    private int peek() throws IOException {
        return peek(socket);
    }

    private static int peek(Socket socket) throws IOException {
        socket.setSoTimeout(1);
        int timeout = socket.getSoTimeout();
        try {
            socket.getInputStream().read();
        } catch (SocketTimeoutException _) {
            // Nothing has come.
        } finally {
            if (!socket.isClosed()) {
                socket.setSoTimeout(0);
            }
        }
        return timeout;
    }
}
