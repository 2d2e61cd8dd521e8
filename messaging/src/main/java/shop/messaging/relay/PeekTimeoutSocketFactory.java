package shop.messaging.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Sockets whose read time-out of one millisecond, with which the driver peeks for a message, is longer instead: 20 ms, and 250
 * ms when nothing has come for a second.
 *
 * <p>Debezium's reader asks pgjdbc in a loop whether a message is pending. pgjdbc answers with a read that times out after one
 * millisecond and throws. So an idle relay took 13 % of a core, and its reader slept while messages arrived. With a longer
 * time-out a read still returns as soon as there is something to read, and an idle relay costs nearly nothing. All other
 * time-outs stay as they are.
 *
 * <p>Public, with a constructor without arguments, because the driver makes it by its name.
 */
public final class PeekTimeoutSocketFactory extends SocketFactory {

    /** In milliseconds: what pgjdbc's {@code PGStream.hasMessagePending} waits. */
    private static final int DRIVERS_PEEK = 1;

    /**
     * In milliseconds. The driver holds its lock during the read, so the confirmation of a position, and with it the
     * thread that sends, may have to wait as long.
     */
    private static final int LONGER_PEEK = 20;

    /** In milliseconds: while there is nothing to send or to confirm, so that nobody waits for the lock. */
    private static final int IDLE_PEEK = 250;

    private static final Duration IDLE_AFTER = Duration.ofSeconds(1);

    @Override
    public Socket createSocket() {
        return new LongerPeekSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw onlyUnconnected();
    }

    private static IOException onlyUnconnected() {
        return new IOException("The driver connects its sockets itself");
    }

    private static final class LongerPeekSocket extends Socket {

        private long newestMessageAt = System.nanoTime();
        private long peekBeganAt;
        private int peek;

        @Override
        public synchronized void setSoTimeout(int timeout) throws SocketException {
            long now = System.nanoTime();
            if (timeout == DRIVERS_PEEK) {
                peek = now - newestMessageAt > IDLE_AFTER.toNanos() ? IDLE_PEEK : LONGER_PEEK;
                peekBeganAt = now;
                super.setSoTimeout(peek);
            } else {
                // The driver puts the usual time-out back after each peek, which ended early if there was a message.
                if (now - peekBeganAt < Duration.ofMillis(peek).toNanos()) {
                    newestMessageAt = now;
                }
                super.setSoTimeout(timeout);
            }
        }
    }
}
