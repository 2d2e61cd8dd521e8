package shop.build.localservers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for the servers of tests.
 *
 * <p>They are below those that Linux (from 32768) and macOS (from 49152) give to outgoing connections. So a server that is
 * stopped finds its port free when it starts again, whatever connects meanwhile. Nothing else is reserved: a port is free at
 * the moment of asking.
 */
public final class FreePorts {

    static final int FIRST = 10_000;
    static final int LAST = 14_999;

    private static final int TRIES = 100;

    private FreePorts() {}

    /** @throws IllegalStateException if no port is found */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            // At random, so that several processes that ask at the same time get different ones.
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port between " + FIRST + " and " + LAST);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("No port can be opened", e);
        }
    }
}
