package shop.testing.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that want nothing but to hold what a server has few of. Whoever is cut off comes again, at most once a second. Each
 * needs a connection and a virtual thread, so a thousand of them fit into one test.
 */
final class HoldingClients implements AutoCloseable {

    private static final int SECOND_IN_MILLIS = 1000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger bodies = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger tooSlow = new AtomicInteger();
    private volatile boolean over;

    /** How many promised bodies are under way now. */
    int bodies() {
        return bodies.get();
    }

    /** How many streams are open now. */
    int streams() {
        return streams.get();
    }

    /** How often a body was refused because it came too slowly. */
    int tooSlow() {
        return tooSlow.get();
    }

    /** @param request of a change, such as {@code POST /checkout/api/v1/checkouts}: a byte of its body comes each second */
    void sendSlowly(URI server, String request) {
        String head = request + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nX-Forwarded-Proto: http\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
        again(() -> {
            try (Socket socket = open(server, head)) {
                bodies.incrementAndGet();
                try {
                    socket.setSoTimeout(SECOND_IN_MILLIS);
                    if (answerWhileSending(socket).startsWith("HTTP/1.1 408")) {
                        tooSlow.incrementAndGet();
                    }
                } finally {
                    bodies.decrementAndGet();
                }
            }
        });
    }

    private String answerWhileSending(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (!over) {
            try {
                return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            } catch (SocketTimeoutException _) {
                socket.getOutputStream().write(' ');
            }
        }
        return "";
    }

    /** Follows an order that there is not, as a shopper that nobody has seen before. */
    void follow(URI server) {
        String head = "GET /order/api/v1/orders/" + UUID.randomUUID() + "/events HTTP/1.1\r\nHost: "
                + server.getAuthority() + "\r\nX-Forwarded-Proto: http\r\nAccept: text/event-stream\r\n\r\n";
        again(() -> {
            try (Socket socket = open(server, head)) {
                InputStream in = socket.getInputStream();
                if (new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
                    streams.incrementAndGet();
                    try {
                        readOn(socket);
                    } finally {
                        streams.decrementAndGet();
                    }
                }
            }
        });
    }

    private void readOn(Socket socket) throws IOException {
        var buffer = new byte[512];
        socket.setSoTimeout(SECOND_IN_MILLIS);
        while (!over) {
            try {
                if (socket.getInputStream().read(buffer) < 0) {
                    return;
                }
            } catch (SocketTimeoutException _) {
                // The next heartbeat is still to come.
            }
        }
    }

    private static Socket open(URI server, String head) throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** What one client does until it is cut off. */
    private interface Hold {
        void once() throws IOException;
    }

    private void again(Hold hold) {
        threads.execute(() -> {
            while (!over) {
                long begin = System.nanoTime();
                try {
                    hold.once();
                } catch (IOException _) {
                    // Cut off without a word.
                }
                pauseUntil(begin + TimeUnit.SECONDS.toNanos(1));
            }
        });
    }

    private static void pauseUntil(long nanoTime) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** All let go. */
    @Override
    public void close() throws IOException {
        over = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
