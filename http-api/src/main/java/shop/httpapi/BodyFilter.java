package shop.httpapi;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Reads the body of a request to its end before the request asks for a place, so that a body that is still to come holds none.
 *
 * <p>A body that is larger than allowed is refused by its announced length or while it is read, and one that has not come when its
 * time is over is given up. Both limits together are the least speed. The wait costs a virtual thread, and memory for what has come:
 * 4 KB for each connection, which is more than the bodies of the shop need, and what goes beyond that out of one store for all.
 */
@Order(BodyFilter.ORDER)
class BodyFilter extends OncePerRequestFilter {

    static final int ORDER = EntranceFilter.ORDER + 10;

    /** Larger than the bodies of the shop are; what is promised and does not come takes no more. */
    private static final int FIRST_BUFFER = 4096;

    private final int limit;
    private final Duration deadline;
    private final HandlerExceptionResolver problems;

    /** Bytes that bodies may take beyond their first buffers, until their requests are answered. */
    private final Semaphore store;

    private final AtomicInteger receiving = new AtomicInteger();

    /** @param large how much all bodies together may take beyond 4 KB each */
    BodyFilter(DataSize limit, DataSize large, Duration deadline, HandlerExceptionResolver problems) {
        this.limit = Math.toIntExact(limit.toBytes());
        this.store = new Semaphore(Math.toIntExact(large.toBytes()));
        this.deadline = deadline;
        this.problems = problems;
    }

    /** How many bodies are still to come. */
    int receiving() {
        return receiving.get();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!EntranceFilter.hasBody(request)) {
            chain.doFilter(request, response);
            return;
        }
        var room = new Room();
        try {
            Optional<byte[]> body = receive(request, response, room);
            if (body.isPresent()) {
                chain.doFilter(new ReceivedRequest(request, body.get()), response);
            }
        } finally {
            room.leave();
        }
    }

    /** @return empty if the request is answered, or nobody is there any more */
    private Optional<byte[]> receive(HttpServletRequest request, HttpServletResponse response, Room room)
            throws IOException {
        receiving.incrementAndGet();
        try {
            return receive(request, room);
        } catch (Problem refusal) {
            // What is left of the body is nobody's; a client that is not told would use the connection again.
            response.setHeader(HttpHeaders.CONNECTION, "close");
            problems.resolveException(request, response, null, refusal);
            return Optional.empty();
        } finally {
            receiving.decrementAndGet();
        }
    }

    /** @return empty if the connection broke, or was silent for too long: then the server has set the status of the answer */
    private Optional<byte[]> receive(HttpServletRequest request, Room room) throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
        InputStream in = request.getInputStream();
        try {
            return Optional.of(readAll(in, request.getContentLength(), room));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** @param announced less than 0 if the body ends where it ends */
    private byte[] readAll(InputStream in, int announced, Room room) throws IOException {
        long begin = System.nanoTime();
        var body = new byte[announced < 0 ? FIRST_BUFFER : Math.min(announced, FIRST_BUFFER)];
        int length = 0;
        while (length != announced) {
            if (length == body.length) {
                int larger = Math.min(2 * length, limit + 1);
                room.grow(larger);
                body = Arrays.copyOf(body, larger);
            }
            int read = in.read(body, length, body.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (length > limit) {
                throw tooLarge();
            }
            if (length != announced && System.nanoTime() - begin > deadline.toNanos()) {
                throw StatusProblem.of(HttpStatus.REQUEST_TIMEOUT);
            }
        }
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    /** What one body has of the store. Used by one thread. */
    private final class Room {

        private int taken;

        /** @throws Problem if there is not so much left */
        void grow(int length) {
            int more = length - FIRST_BUFFER - taken;
            if (more <= 0) {
                return;
            }
            if (!store.tryAcquire(more)) {
                throw ConcurrencyLimitFilter.overloaded();
            }
            taken += more;
        }

        void leave() {
            store.release(taken);
        }
    }

    private Problem tooLarge() {
        return Problem.of(
                HttpStatus.CONTENT_TOO_LARGE,
                "body-too-large",
                "The request body is too large",
                "A request body may have at most " + limit + " bytes.");
    }

    private static final class ReceivedRequest extends HttpServletRequestWrapper {

        private final ReceivedBody body;

        ReceivedRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new ReceivedBody(body);
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }
    }

    private static final class ReceivedBody extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        ReceivedBody(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("The body has been read");
        }
    }
}
