package shop.tools.edge;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/** The edge's own refusals, as problem documents (RFC 9457) of the shape that the services use. */
final class Problems {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Problems() {}

    static void notFound(Response response, Callback callback) {
        write(
                response,
                callback,
                404,
                "not-found",
                "Nothing is here",
                "There is no page and no API at this address. The shop begins at /.");
    }

    static void methodNotAllowed(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        write(
                response,
                callback,
                405,
                "method-not-allowed",
                "Only reading is possible here",
                "Use GET at this address.");
    }

    /** What the server itself refuses, or fails at: nothing is said of the reason, which may name what is inside. */
    static void ofStatus(Response response, Callback callback, int status) {
        switch (status) {
            case 404 -> notFound(response, callback);
            case 405 -> methodNotAllowed(response, callback);
            case 503, 504 -> temporarilyUnavailable(response, callback, status);
            default -> {
                if (status < 500 || status == 501 || status == 505) {
                    badRequest(response, callback, status);
                } else {
                    write(
                            response,
                            callback,
                            500,
                            "internal-error",
                            "Internal error",
                            "Something went wrong on our side. Please try again.");
                }
            }
        }
    }

    static void badRequest(Response response, Callback callback, int status) {
        write(
                response,
                callback,
                status,
                "bad-request",
                "Bad request",
                "The request is not one that can be passed on, or its address can be read in more than one way.");
    }

    /** The host that was asked for is not this one. */
    static void misdirected(Response response, Callback callback, String detail) {
        write(response, callback, 421, "bad-request", "Bad request", detail);
    }

    static void crossSiteRequest(Response response, Callback callback, String detail) {
        write(response, callback, 403, "cross-site-request", "Request from another site", detail);
    }

    /** @param status 503 if there is no connection, 504 if the answer did not come in time */
    static void temporarilyUnavailable(Response response, Callback callback, int status) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        write(
                response,
                callback,
                status,
                "temporarily-unavailable",
                "This part of the shop is away for a moment",
                "Try again in a second. What was accepted before is safe.");
    }

    /** The body of a refusal of what is no request; its fields are added. */
    static ByteBuffer withoutRequest(int status, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        fields.put(HttpHeader.CACHE_CONTROL, "no-store");
        fields.put("X-Content-Type-Options", "nosniff");
        return ByteBuffer.wrap(JSON.writeValueAsBytes(
                body(status, "bad-request", "Bad request", "This is no request that can be passed on.")));
    }

    private static void write(
            Response response, Callback callback, int status, String code, String title, String detail) {
        response.setStatus(status);
        if (!BuiltFiles.isReading(response.getRequest())) {
            // The body was not read, so the connection ends here; a client that is not told would use it again.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        Content.Sink.write(response, true, JSON.writeValueAsString(body(status, code, title, detail)), callback);
    }

    private static Map<String, Object> body(int status, String code, String title, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/docs/problems.md#" + code);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("code", code);
        return body;
    }
}
