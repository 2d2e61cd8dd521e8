package shop.testing.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests as they are, one after the other, and reads the answers. A new connection is made where one has ended. */
final class Connection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final int port;
    private Socket socket;
    private InputStream in;

    Connection(int port) throws IOException {
        this.port = port;
        this.socket = new Socket("127.0.0.1", port);
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** @param headers names in lower case */
    record Answer(int status, Map<String, String> headers, byte[] body) {

        String type() {
            return headers.getOrDefault("content-type", "").split(";", 2)[0];
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param bodiless whether the answer has only a head, as that of HEAD */
    Answer ask(byte[] request, boolean bodiless) throws IOException {
        socket.getOutputStream().write(request);
        Answer answer = answer(bodiless);
        if (answer.headers().getOrDefault("connection", "").equals("close")
                || answer.type().equals("text/event-stream")) {
            reconnect();
        }
        return answer;
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private Answer answer(boolean bodiless) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new TreeMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        if (status < 200) {
            // Only that the real answer will come.
            return answer(bodiless);
        }
        return new Answer(status, headers, bodiless || status == 204 ? new byte[0] : body(headers));
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.get("content-length")));
        }
        if (headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
            return new byte[0];
        }
        if (!headers.containsKey("transfer-encoding")) {
            return in.readAllBytes();
        }
        var body = new ByteArrayOutputStream();
        for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
            body.write(in.readNBytes(length));
            line();
        }
        line();
        return body.toByteArray();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The connection was closed without an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
