package shop.testing.contract;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import shop.testing.contract.Contract.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a request from an operation: about a third as the file says, the others with one or more things wrong. */
final class Damage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> ADDRESSES = List.of(
            "%",
            "%ff",
            "%00",
            "%2f",
            "%2e%2e",
            "..",
            "//",
            ";a=b",
            "%c3%a4",
            "%F0%9F%8F%99",
            "?",
            "?a=%ff",
            "?a=%",
            "&",
            "?limit=",
            "?sku=",
            "a",
            "x".repeat(300),
            "%0d%0a",
            "'",
            "%27%20or%201=1",
            "-1",
            "99999999999999999999");
    private static final List<String> HEADERS = List.of(
            "Accept: nonsense",
            "Accept: text/html",
            "Accept: application/xml;q=0.1",
            "Accept: */*",
            "Accept: text/event-stream",
            "Content-Type: text/plain",
            "Content-Type: application/json;charset=utf-16",
            "Content-Type: multipart/form-data",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/json;charset=UTF-8",
            "Origin: http://evil.example",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-origin",
            "Cookie: shop_session=v1.a.b",
            "Cookie: __Host-shop_session=\"",
            "Cookie: ;;;=",
            "Authorization: Bearer x",
            "Authorization: Basic x",
            "Authorization: DPoP x",
            "Range: bytes=a-",
            "Range: bytes=0-",
            "If-Match: nonsense",
            "If-Match: \"1\"",
            "If-None-Match: *",
            "If-Modified-Since: nonsense",
            "If-Modified-Since: 0",
            "Prefer: wait",
            "Prefer: wait=a",
            "Prefer: wait=0",
            "Prefer: ;,=",
            "Last-Event-ID: -1",
            "Last-Event-ID: 99999999999",
            "Last-Event-ID: a",
            "Idempotency-Key: \"",
            "Idempotency-Key: \"a\\",
            "Idempotency-Key: a b",
            "Idempotency-Key: \u00ff",
            "traceparent: nonsense",
            "baggage: =",
            "Accept-Language: ??",
            "Accept-Encoding: nonsense",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-For: nonsense",
            "X-Forwarded-Host: evil.example",
            "Forwarded: for=\"",
            "Content-Encoding: gzip",
            "Expect: 100-continue",
            "TE: trailers");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "\n",
            "a\tb",
            "\u0085",
            "\u00a0",
            "\u2028",
            "\u200b",
            "\uD83C\uDFD9",
            "\uD83C\uDFD9".repeat(100),
            "x".repeat(20),
            "x".repeat(21),
            "x".repeat(100),
            "x".repeat(101),
            "x".repeat(200),
            "x".repeat(201),
            "x".repeat(2000),
            "x".repeat(2001),
            ".a".repeat(4000),
            "a@" + ".a".repeat(4000),
            "a@a.a",
            "a@a..a",
            "a@.a.a",
            "a@a.a.",
            "\u00e4@\u00e4.\u00e4",
            "a b@a.a",
            "a@" + "a".repeat(250) + ".a",
            "<script>",
            "' or 1=1 --",
            "${jndi:ldap://a}",
            "{{7*7}}",
            "EUR",
            "eur",
            "DE",
            "de",
            "+49 30 1",
            "++",
            "null",
            "0",
            "%s%n");
    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "1",
            "2",
            "1000",
            "1001",
            "1000000",
            "1000001",
            "10000000000",
            "10000000001",
            "1000000000000000",
            "1000000000000001",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1.5",
            "123456789012345678901234567890");

    private final Random random;

    Damage(Random random) {
        this.random = random;
    }

    /**
     * @param json what the body is, if it is JSON that everything before it lets through
     * @param plain whether nothing but the body can be wrong
     */
    record Request(String method, byte[] bytes, @Nullable JsonNode json, boolean plain) {

        static Request of(
                String method,
                String address,
                List<String> headers,
                byte[] body,
                @Nullable JsonNode json,
                boolean plain) {
            var lines = new ArrayList<String>();
            lines.add(method + " " + address + " HTTP/1.1");
            lines.add("Host: shop.example");
            lines.addAll(headers);
            if (body.length > 0) {
                lines.add("Content-Length: " + body.length);
            }
            byte[] head = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
            var all = new byte[head.length + body.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(body, 0, all, head.length, body.length);
            return new Request(method, all, json, plain);
        }

        String shown() {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.length() > 1500 ? text.substring(0, 1500) + "..." : text;
        }
    }

    /** @param usual headers that a client of this service sends, such as its session */
    Request request(Operation operation, List<String> usual) {
        boolean addressBroken = random.nextInt(6) == 0;
        boolean headersBroken = random.nextInt(5) == 0;
        var headers = new ArrayList<>(usual);
        String address = address(operation, headers);
        if (addressBroken) {
            int at = random.nextInt(address.length()) + 1;
            address = address.substring(0, at) + any(ADDRESSES) + address.substring(at);
        }
        String method = random.nextInt(40) == 0
                ? any(List.of("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW"))
                : operation.method();
        JsonNode json = null;
        byte[] body = new byte[0];
        if (!operation.bodyExamples().isEmpty()) {
            JsonNode damaged = damaged(any(operation.bodyExamples()));
            body = JSON.writeValueAsBytes(damaged);
            headers.add("Content-Type: application/json");
            if (random.nextInt(12) == 0) {
                body = broken(body);
            } else {
                json = damaged;
            }
        } else if (random.nextInt(30) == 0) {
            body = "{}".getBytes(StandardCharsets.UTF_8);
            headers.add("Content-Type: application/json");
        }
        if (headersBroken) {
            String header = any(HEADERS);
            String name = header.substring(0, header.indexOf(':') + 1);
            headers.removeIf(it -> it.startsWith(name) && random.nextBoolean());
            headers.add(header);
        }
        boolean plain = !addressBroken && !headersBroken && method.equals(operation.method());
        return Request.of(method, address, headers, body, json, plain);
    }

    private String address(Operation operation, List<String> headers) {
        String address = operation.path();
        var query = new ArrayList<String>();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            JsonNode example = parameter.path("example");
            String value = (example.isArray() ? example.path(0) : example).asString();
            switch (parameter.path("in").asString()) {
                case "path" -> address = address.replace("{" + name + "}", encoded(value));
                case "query" -> {
                    if (random.nextBoolean()) {
                        query.add(name + "=" + encoded(random.nextInt(3) == 0 ? any(TEXTS) : value));
                    }
                }
                default -> {
                    if (name.equals("Idempotency-Key")) {
                        headers.add(name + ": " + random.nextLong());
                    } else if (random.nextBoolean() && !value.contains("wait")) {
                        headers.add(name + ": " + value);
                    }
                }
            }
        }
        return query.isEmpty() ? address : address + "?" + String.join("&", query);
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode damaged(JsonNode example) {
        JsonNode copy = example.deepCopy();
        for (int times = random.nextInt(3); times > 0; times--) {
            copy = damagedOnce(copy);
        }
        return copy;
    }

    private JsonNode damagedOnce(JsonNode node) {
        boolean deeper = random.nextInt(4) != 0;
        if (deeper && node instanceof ObjectNode object && !object.isEmpty()) {
            String name = any(List.copyOf(object.propertyNames()));
            switch (random.nextInt(8)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(any(List.of("extra", "__proto__", "", "sku", name + " ")), anything());
                default -> object.set(name, damagedOnce(object.path(name)));
            }
            return object;
        }
        if (deeper && node instanceof ArrayNode array && !array.isEmpty()) {
            switch (random.nextInt(6)) {
                case 0 -> array.removeAll();
                case 1 -> {
                    JsonNode first = array.path(0);
                    for (int i = random.nextInt(120); i > 0; i--) {
                        array.add(first);
                    }
                }
                default -> array.set(0, damagedOnce(array.path(0)));
            }
            return array;
        }
        return anything();
    }

    private JsonNode anything() {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.arrayNode().add(any(TEXTS));
            case 3 -> NODES.objectNode().put(any(TEXTS).isBlank() ? "a" : "b", 1);
            case 4, 5 -> JSON.readTree(any(NUMBERS));
            default -> NODES.stringNode(any(TEXTS));
        };
    }

    private byte[] broken(byte[] body) {
        return switch (random.nextInt(5)) {
            case 0 -> java.util.Arrays.copyOf(body, random.nextInt(body.length));
            case 1 -> "[".repeat(random.nextInt(60_000)).getBytes(StandardCharsets.UTF_8);
            case 2 ->
                ("{\"" + any(List.of("\\ud83d", "\\u00", "\\", "\\x", "a\nb")) + "\":1}")
                        .getBytes(StandardCharsets.UTF_8);
            case 3 -> "x".repeat(65_000 + random.nextInt(2000)).getBytes(StandardCharsets.UTF_8);
            default -> {
                byte[] copy = body.clone();
                copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                yield copy;
            }
        };
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
