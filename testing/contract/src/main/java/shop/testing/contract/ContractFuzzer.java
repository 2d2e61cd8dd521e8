package shop.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import shop.testing.contract.Contract.Operation;
import shop.testing.contract.Damage.Request;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running service many things that its OpenAPI file allows or does not, and checks every answer against the file. */
public final class ContractFuzzer {

    private static final int AT_ONCE = 4;
    private static final int MANY_FINDINGS = 10;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Contract contract;
    private final int port;
    private final Supplier<List<String>> headers;
    private final String problems;

    /**
     * @param file the OpenAPI file
     * @param problems the file that explains every problem
     * @param headers what a client sends with a request, such as its session; asked for each request
     */
    public ContractFuzzer(Path file, Path problems, int port, Supplier<List<String>> headers) throws IOException {
        this.contract = Contract.read(file);
        this.port = port;
        this.headers = headers;
        this.problems = Files.readString(problems);
    }

    /** @throws AssertionError with the first findings, if an answer is not what the file says */
    public void run(int inputs) {
        long seed = Long.getLong("shop.contract.seed", System.nanoTime());
        System.out.println("Contract fuzzer: seed " + seed + ", " + inputs + " requests");
        List<CompletableFuture<Tally>> parts = new ArrayList<>();
        for (int part = 0; part < AT_ONCE; part++) {
            var random = new Random(seed + part);
            var tally = new CompletableFuture<Tally>();
            parts.add(tally);
            Thread.ofPlatform().start(() -> {
                try {
                    tally.complete(ask(random, inputs / AT_ONCE));
                } catch (IOException | RuntimeException | Error e) {
                    tally.completeExceptionally(e);
                }
            });
        }
        var statuses = new TreeMap<Integer, Integer>();
        var findings = new ArrayList<String>();
        parts.stream().map(CompletableFuture::join).forEach(tally -> {
            tally.statuses().forEach((status, times) -> statuses.merge(status, times, Integer::sum));
            findings.addAll(tally.findings());
        });
        System.out.println("Contract fuzzer: answers by status " + statuses);
        assertThat(findings.stream().limit(MANY_FINDINGS)).as("seed %d", seed).isEmpty();
        assertThat(statuses.keySet()).anyMatch(status -> status < 300).anyMatch(status -> status >= 400);
    }

    /**
     * Asks at every bound that the file names. What it allows is not refused as invalid; what it does not allow is.
     *
     * @throws AssertionError with what differs
     */
    public void runAtTheBounds() throws IOException {
        var findings = new ArrayList<String>();
        int asked = 0;
        int refused = 0;
        try (var connection = new Connection(port)) {
            for (Operation operation : contract.operations()) {
                for (Edges.Edge edge : Edges.of(operation)) {
                    Connection.Answer answer = ask(connection, request(operation, edge));
                    boolean invalid = answer.status() == 400;
                    asked++;
                    refused += invalid ? 1 : 0;
                    if (edge.allowed() == invalid || answer.status() == 500) {
                        findings.add(operation + " " + edge.what() + ": " + (edge.allowed() ? "allowed" : "not allowed")
                                + " by the file, answered with " + answer.status() + " " + answer.text());
                    }
                }
            }
        }
        System.out.println("Contract: " + asked + " requests at the bounds, " + refused + " refused");
        assertThat(findings).isEmpty();
        assertThat(refused).isPositive().isLessThan(asked);
    }

    private Request request(Operation operation, Edges.Edge edge) {
        var all = new ArrayList<>(headers.get());
        byte[] body = edge.bytes();
        if (body.length > 0) {
            all.add("Content-Type: application/json");
        }
        boolean hasKey = operation.parameters().stream()
                .anyMatch(parameter -> parameter.path("name").asString().equals("Idempotency-Key"));
        if (!edge.header().isEmpty()) {
            all.add(edge.header());
        } else if (hasKey) {
            all.add("Idempotency-Key: " + UUID.randomUUID());
        }
        return Request.of(operation.method(), edge.address(), all, body, edge.body(), true);
    }

    private record Tally(Map<Integer, Integer> statuses, List<String> findings) {}

    private Tally ask(Random random, int inputs) throws IOException {
        var tally = new Tally(new TreeMap<>(), new ArrayList<>());
        var damage = new Damage(random);
        try (var connection = new Connection(port)) {
            for (int i = 0; i < inputs && tally.findings().size() < MANY_FINDINGS; i++) {
                Operation operation = contract.operations()
                        .get(random.nextInt(contract.operations().size()));
                Request request = damage.request(operation, headers.get());
                Connection.Answer answer = ask(connection, request);
                tally.statuses().merge(answer.status(), 1, Integer::sum);
                String finding = finding(operation, request, answer);
                if (!finding.isEmpty()) {
                    tally.findings()
                            .add(operation + ": " + finding + "\n" + request.shown() + "\n" + answer.status() + " "
                                    + answer.headers() + "\n" + answer.text());
                }
            }
        }
        return tally;
    }

    private static Connection.Answer ask(Connection connection, Request request) {
        try {
            return connection.ask(request.bytes(), request.method().equals("HEAD"));
        } catch (IOException e) {
            return fail("No answer to " + request.shown(), new UncheckedIOException(e));
        }
    }

    /** @return what is wrong with the answer; empty if nothing is */
    private String finding(Operation operation, Request request, Connection.Answer answer) {
        int status = answer.status();
        boolean own = request.method().equals(operation.method()) && request.plain();
        if (status == 500) {
            return "a fault of the service";
        }
        if (own && !operation.names(status)) {
            return "the file does not name this status";
        }
        if (status >= 400) {
            String wrong = wrongProblem(request, answer);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        if (!own) {
            return "";
        }
        if (request.json() != null) {
            boolean allowed = operation.allows(request.json());
            if (allowed && (status == 400 || status == 413 || status == 415)) {
                return "the file allows this body";
            }
            if (!allowed && status < 300) {
                return "the file does not allow this body";
            }
        }
        return wrongBody(operation, answer);
    }

    private String wrongProblem(Request request, Connection.Answer answer) {
        if (request.method().equals("HEAD")) {
            return "";
        }
        if (!answer.type().equals("application/problem+json")) {
            return "a refusal that is no problem document";
        }
        String code = JSON.readTree(answer.body()).path("code").asString("");
        return problems.contains("\n## " + code + "\n") ? "" : "the code is not explained";
    }

    private static String wrongBody(Operation operation, Connection.Answer answer) {
        var schemas = operation.answersOf(answer.status());
        if (schemas.isEmpty() || answer.type().equals("text/event-stream")) {
            return answer.body().length == 0 ? "" : "the file names no body";
        }
        var schema = schemas.get(answer.type());
        if (schema == null) {
            return "the file does not name this type";
        }
        try {
            JsonNode body = JSON.readTree(answer.body());
            var errors = schema.validate(body);
            return errors.isEmpty() ? "" : "the body is not what the file says: " + errors;
        } catch (JacksonException e) {
            return "the body is no JSON: " + e.getMessage();
        }
    }
}
