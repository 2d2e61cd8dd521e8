package shop.httpapi;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes as they are, where a client of good manners would correct or refuse them. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 30_000;

    private final int port;

    RawHttp(int port) {
        this.port = port;
    }

    /** @param headers names in lower case; of several the last */
    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** @param head request line and headers, one a line, without {@code Host} and {@code Connection} */
    Answer send(String head, String body) throws IOException {
        return sendBytes(
                head.strip().replace("\n", "\r\n") + "\r\nHost: shop.example\r\nConnection: close\r\n\r\n" + body);
    }

    /** @param request each character one byte */
    Answer sendBytes(String request) throws IOException {
        try (Socket socket = open(request)) {
            return answer(socket);
        }
    }

    /** The caller closes it. */
    Socket open(String request) throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Reads until the other side closes. */
    static Answer answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        String[] parts = all.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n");
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        String[] status = lines[0].split(" ", 3);
        return new Answer(
                status.length > 1 ? Integer.parseInt(status[1]) : 0, headers, parts.length > 1 ? parts[1] : "");
    }
}
