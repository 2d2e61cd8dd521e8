package shop.messaging.relay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Sockets of Debezium's connections. They wait longer for a message than the driver asks for, and they end when the server is silent.
 *
 * <p>Debezium's reader asks pgjdbc in a loop whether a message is pending. pgjdbc answers with a read that times out after one
 * millisecond and throws. So an idle relay took 13 % of a core, and its reader slept while messages arrived. A peek for a message
 * lasts 20 ms here, and 250 ms when nothing has come for a second. A read still returns as soon as there is something to read, and
 * an idle relay costs nearly nothing.
 *
 * <p>The relay asks the server for a sign of life every two seconds ({@link RelayEngine}). If peeks of eight seconds in all find nothing,
 * the server's process hangs or its host is gone, and nobody has closed the connection: the socket is closed and the read fails.
 * A pause of this process does not count. Every other read that would wait without limit fails after ten seconds.
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

    /** Four times the interval in which the server is asked for a sign of life. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(8);

    private static final Duration LONGEST_READ = Duration.ofSeconds(10);

    private final Duration longestSilence;

    public PeekTimeoutSocketFactory() {
        this(LONGEST_SILENCE);
    }

    PeekTimeoutSocketFactory(Duration longestSilence) {
        this.longestSilence = longestSilence;
    }

    @Override
    public Socket createSocket() {
        return new RelaySocket(longestSilence);
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

    private static final class RelaySocket extends Socket {

        private final Duration longestSilence;
        private volatile long newestMessageAt = System.nanoTime();

        /** In milliseconds; 0 while the driver reads and does not peek. */
        private volatile int peek;

        /** In milliseconds: how long peeks have found nothing. */
        private volatile int silence;

        /** Unlimited, in the driver's words. */
        private boolean limitless;

        private RelaySocket(Duration longestSilence) {
            this.longestSilence = longestSilence;
        }

        @Override
        public synchronized void setSoTimeout(int timeout) throws SocketException {
            if (timeout == DRIVERS_PEEK) {
                peek = System.nanoTime() - newestMessageAt > IDLE_AFTER.toNanos() ? IDLE_PEEK : LONGER_PEEK;
                super.setSoTimeout(peek);
            } else {
                // The driver puts the usual time-out back after each peek.
                peek = 0;
                limitless = timeout == 0;
                super.setSoTimeout(limitless ? Math.toIntExact(LONGEST_READ.toMillis()) : timeout);
            }
        }

        @Override
        public synchronized int getSoTimeout() throws SocketException {
            return peek == 0 && limitless ? 0 : super.getSoTimeout();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new Listening(super.getInputStream());
        }

        private final class Listening extends FilterInputStream {

            private Listening(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                try {
                    int read = super.read(buffer, offset, length);
                    newestMessageAt = System.nanoTime();
                    silence = 0;
                    return read;
                } catch (SocketTimeoutException e) {
                    throw ended(e);
                }
            }

            /** The silent one is closed, because the driver would go on reading to say good-bye. */
            private IOException ended(SocketTimeoutException timeout) throws IOException {
                int peeked = peek;
                silence += peeked;
                if (peeked == 0 && !limitless || peeked > 0 && silence < longestSilence.toMillis()) {
                    return timeout;
                }
                close();
                return new SocketException("PostgreSQL has been silent for "
                        + (peeked == 0 ? LONGEST_READ : longestSilence).toSeconds()
                        + " s on a connection that is open; it hangs, or its host is gone");
            }
        }
    }
}
