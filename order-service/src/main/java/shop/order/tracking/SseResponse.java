package shop.order.tracking;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A response in the format of server-sent events, written by the thread of its request; every call reaches the network
 * before it returns.
 *
 * <p>Source: WHATWG HTML, section 9.2. Throws {@link IOException} once the client is gone.
 */
final class SseResponse {

    private final OutputStream out;

    private SseResponse(OutputStream out) {
        this.out = out;
    }

    /** Sends the response's head, and how long a browser waits before it reconnects. */
    static SseResponse begin(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        var sse = new SseResponse(response.getOutputStream());
        sse.retryIn(Duration.ofSeconds(1));
        return sse;
    }

    /** @param data one line */
    void send(int id, String event, String data) throws IOException {
        write("id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n");
    }

    /** How long a browser waits before it reconnects. */
    void retryIn(Duration pause) throws IOException {
        write("retry: " + pause.toMillis() + "\n\n");
    }

    void heartbeat() throws IOException {
        write(":\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
