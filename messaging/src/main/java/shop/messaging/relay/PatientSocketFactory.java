package shop.messaging.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets on which the driver waits for the log instead of asking for it a thousand times a second.
 *
 * <p>Debezium's reader asks pgjdbc again and again whether a message is pending; pgjdbc answers by a read with a time-out of
 * one millisecond, whose end is an exception. So a relay with nothing to do took 13 % of a core, and its reader slept
 * through what came meanwhile. Here that one time-out is longer, and a read returns as soon as there is something to
 * read: an idle relay costs nearly nothing, and an event is read when it is written. All other time-outs are left alone.
 *
 * <p>Public, with a constructor without arguments, because the driver makes it by its name.
 */
public final class PatientSocketFactory extends SocketFactory {

    /** In milliseconds: what pgjdbc's {@code PGStream.hasMessagePending} waits. */
    private static final int PEEK = 1;

    /**
     * In milliseconds. The driver holds its lock meanwhile, so this is also how long the confirmation of a position, and
     * the engine's sending thread with it, may have to wait.
     */
    private static final int PATIENCE = 20;

    @Override
    public Socket createSocket() {
        return new PatientSocket();
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

    private static final class PatientSocket extends Socket {

        @Override
        public synchronized void setSoTimeout(int timeout) throws SocketException {
            super.setSoTimeout(timeout == PEEK ? PATIENCE : timeout);
        }
    }
}
