package shop.tools.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class OpsCommandTest {

    private static final String ORDER = "01a2048d-886b-70ac-947f-290efa34ec26";
    private static final String SHOPPER = "05a167a3-d2d7-8e60-afe0-52d1583636e8";
    private static final String PLACED = "01a2048d-8870-7000-8000-000000000001";
    private static final String RESERVED = "01a2048d-8880-7000-8000-000000000002";
    private static final Pattern NEXT = Pattern.compile("(?m)^(?:Next: |      )\\./shop ops (.*)$");

    @TempDir
    private Path folder;

    private final FakeService checkout = new FakeService();
    private final FakeService inventory = new FakeService();
    private final FakeService order = new FakeService();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path token;

    @BeforeEach
    void writeToken() throws IOException {
        token = Files.writeString(folder.resolve("token"), FakeService.TOKEN + "\n");
    }

    @AfterEach
    void close() {
        checkout.close();
        inventory.close();
        order.close();
    }

    @Test
    void orderIsOneTimelineOverAllServicesByTime() {
        confirmedOrder();

        assertThat(ops("order", ORDER)).isZero();
        assertThat(out.toString())
                .containsSubsequence(
                        "begins 2026-11-26 21:00:00.000 UTC (",
                        "+0.000 s  checkout   version 3 of the cart of shopper " + SHOPPER + " was ordered",
                        "+0.300 s  inventory  reserved: 1 × CUP",
                        "+0.900 s  order      status CONFIRMED",
                        "It waits for nothing: it has been CONFIRMED for");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void serviceThatDoesNotAnswerIsNamedAndTheRestIsShown() {
        confirmedOrder();
        inventory.close();

        assertThat(ops("order", ORDER)).isEqualTo(ExitCodes.PARTIAL);
        assertThat(err.toString()).contains("inventory: does not answer: nobody listens at " + inventory.url());
        assertThat(out.toString()).contains("checkout   version 3", "order      status CONFIRMED");
    }

    @Test
    void whatTheBooksFindIsSaidWithTheOrderToLookAt() {
        inventory.on("GET /books/verify", """
                {"at": "2026-11-27T07:00:00Z", "events": 1204, "unreadable": 0, "gaps": [], "carried": 0,
                 "differences": [{"of": "CUP", "figure": "reserved", "books": 12, "table": 13}],
                 "examples": ["order %s: the table says RESERVED, and no event does"]}
                """.formatted(ORDER));

        assertThat(ops("books")).isEqualTo(ExitCodes.PARTIAL);
        assertThat(out.toString())
                .contains("1204 events counted")
                .contains("CUP, reserved: the books say 12, the table 13")
                .contains("Next: ./shop ops order " + ORDER);
    }

    @Test
    void jsonHasTheSameAndNamesWhatIsMissing() {
        confirmedOrder();
        inventory.close();

        assertThat(ops("order", ORDER, "--json")).isEqualTo(ExitCodes.PARTIAL);
        JsonNode document = Services.JSON.readTree(out.toString());
        assertThat(document.at("/services/order/steps")).isNotEmpty();
        assertThat(document.at("/services/checkout/steps/0/details/shopperId").asString())
                .isEqualTo(SHOPPER);
        assertThat(document.at("/missing/0/service").asString()).isEqualTo("inventory");
        assertThat(document.path("exitCode").asInt()).isEqualTo(4);
        assertThat(document.path("waitsFor").asString()).contains("CONFIRMED");
    }

    @Test
    void orderThatNobodyKnowsIsSaidToBeUnknown() {
        List.of(checkout, inventory, order).forEach(service -> service.on("GET /orders/" + ORDER, "{\"steps\": []}"));

        assertThat(ops("order", ORDER)).isEqualTo(ExitCodes.USAGE);
        assertThat(out.toString()).contains("No service knows an order " + ORDER);
    }

    @Test
    void fourCommandsLeadFromTheOrderToItsRedriveEachPrintedByTheOneBefore() {
        stuckOrder();
        order.on("GET /letters/17", 200, letter("OPEN"), "\"2\"")
                .on("POST /redrives", 201, """
                        {"id": 3, "state": "PLANNED", "letters": 2, "keys": 1, "hash": "abc", "expiresAt": "2026-11-26T22:00:00Z"}""", "")
                .on("POST /redrives/3/run", "{\"id\": 3, \"state\": \"RUNNING\", \"counts\": {}}")
                .on(
                        "GET /redrives/3",
                        "{\"id\": 3, \"state\": \"DONE\", \"counts\": {\"redriven\": 2, \"failed\": 0}}");

        var typed = new ArrayList<String>();
        String command = "order " + ORDER;
        for (int i = 0; i < 4; i++) {
            typed.add(command);
            assertThat(ops(command)).as(command + err).isZero();
            command = next().stream()
                    .filter(one -> one.startsWith("letter show") || one.startsWith("redrive"))
                    .findFirst()
                    .orElse("nothing");
        }

        assertThat(typed)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("order"),
                        one -> assertThat(one).startsWith("letter show order/17"),
                        one -> assertThat(one).startsWith("redrive --letter order/17"),
                        one -> assertThat(one).isEqualTo("redrive run order/3 --follow"));
        assertThat(out.toString()).contains("DONE  redriven 2, failed 0");
    }

    @Test
    void breakLeadsToTheOutboxThatHasTheEventsAndBack() {
        checkout.on("GET /breaks", "{\"breaks\": []}");
        inventory.on("GET /breaks", "{\"breaks\": []}");
        order.on("GET /breaks", """
                        {"breaks": [{"id": 3, "consumer": "order-service/inventory.events", "topic": "inventory.events", "partition": 2,
                          "kind": "RECREATED", "from": 210, "to": 0, "noticedAt": "2026-11-27T07:00:00Z"}]}""").on("POST /breaks/3/resolve", "{\"id\": 3}");
        inventory
                .on(
                        "POST /republications",
                        201,
                        "{\"id\": \"a-1\", \"state\": \"RUNNING\", \"events\": 120, \"published\": 0}",
                        "")
                .on(
                        "GET /republications/a-1",
                        "{\"id\": \"a-1\", \"state\": \"DONE\", \"events\": 120, \"published\": 120}");

        assertThat(ops("breaks")).isZero();
        assertThat(out.toString()).contains("inventory.events-2: the topic was made again; what came after 210");
        List<String> next = next();
        assertThat(next)
                .containsExactly(
                        "republish inventory --follow --reason '...'", "breaks resolve order/3 --reason '...'");

        assertThat(ops("republish", "inventory", "--follow", "--reason", "the topic was made again"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("inventory/a-1  DONE  120 of 120 events published again");
        assertThat(ops("breaks", "resolve", "order/3", "--reason", "all was published again"))
                .isZero();
        assertThat(ops("republish", "inventory")).as("without a reason").isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void orderBehindADeadLetterSaysSoInOneSentence() {
        stuckOrder();

        assertThat(ops("order", ORDER)).isZero();
        assertThat(out.toString())
                .contains(
                        "order-service/checkout.events could not handle checkout.order-placed.v1, which is letter order/17.");
    }

    @Test
    void waitingGroupsByCauseAndPrintsTheRedrive() {
        nothingWaits(checkout, inventory);
        order.on("GET /waiting", """
                {"blockedKeys": 2, "openLetters": 5, "groups": [{"consumer": "order-service/checkout.events", "fingerprint": "3f2a",
                 "type": "checkout.order-placed.v1", "error": "IllegalStateException: no\\n at x", "keys": 2, "letters": 5,
                 "oldest": "2026-11-26T21:00:00Z", "shoppersWaiting": 2}]}""");

        assertThat(ops("waiting")).isZero();
        assertThat(out.toString())
                .contains(
                        "fingerprint 3f2a",
                        "IllegalStateException: no",
                        "keys 2, letters 5",
                        "shoppers without an answer 2")
                .doesNotContain(" at x");
        assertThat(next()).containsExactly("redrive --fingerprint 3f2a --canary 1 --reason 'WHY IT WORKS NOW'");
    }

    @Test
    void nothingWaitsIsSaidOnlyOfThoseWhoAnswered() {
        nothingWaits(checkout, inventory, order);
        assertThat(ops("waiting")).isZero();
        assertThat(out.toString()).contains("Nothing waits.");

        order.close();
        assertThat(ops("waiting")).isEqualTo(ExitCodes.PARTIAL);
        assertThat(out.toString()).contains("Nothing waits in the services that answered.");
    }

    @Test
    void planOfACauseIsMadeWhereItsLettersAre() {
        nothingWaits(checkout);
        String groups = "{\"blockedKeys\": 1, \"groups\": [{\"fingerprint\": \"3f2a\"}]}";
        inventory.on("GET /waiting", groups).on("POST /redrives", 201, "{\"id\": 8, \"state\": \"PLANNED\"}", "");
        order.on("GET /waiting", groups).on("POST /redrives", 201, "{\"id\": 9, \"state\": \"PLANNED\"}", "");

        assertThat(ops(
                        "redrive",
                        "--fingerprint",
                        "3f2a",
                        "--canary",
                        "1",
                        "--rate",
                        "5",
                        "--reason",
                        "the release is right now"))
                .isZero();
        assertThat(next()).containsExactly("redrive run inventory/8 --follow", "redrive run order/9 --follow");
        JsonNode body = Services.JSON.readTree(order.requests.getLast().body());
        assertThat(body.path("canary").asInt()).isEqualTo(1);
        assertThat(body.path("rate").asInt()).isEqualTo(5);
        assertThat(order.requests.getLast().idempotencyKey()).isNotBlank();
        assertThat(checkout.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redrive --fingerprint 3f2a",
                "redrive --reason long-enough-reason",
                "redrive --key K --reason long-enough-reason",
                "redrive run 3",
                "letter show 17",
                "order not-a-uuid",
                "order",
                "key waiting K",
                "erase-shopper " + ORDER,
                "no-such-verb"
            })
    void whatIsAskedWronglyChangesNothing(String command) {
        assertThat(ops(command)).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).isNotBlank();
        assertThat(order.requests).noneMatch(request -> request.line().startsWith("POST"));
    }

    @ParameterizedTest
    @CsvSource({"403, 3", "409, 5", "412, 5", "422, 3", "400, 2"})
    void refusalSaysWhyAndItsKindIsTheExitCode(int status, int exitCode) {
        order.refuses("POST /redrives/3/run", status, "some-code", "ada holds it since 21:00.");

        assertThat(ops("redrive run order/3")).isEqualTo(exitCode);
        assertThat(err.toString()).contains("order: ada holds it since 21:00.");
    }

    @Test
    void redriveThatFailsInPartEndsWithItsOwnCode() {
        order.on("POST /redrives/3/run", "{\"id\": 3, \"state\": \"RUNNING\", \"counts\": {}}")
                .on("GET /redrives/3", "{\"id\": 3, \"state\": \"RUNNING\", \"counts\": {\"redriven\": 1}}")
                .on(
                        "GET /redrives/3",
                        "{\"id\": 3, \"state\": \"DONE\", \"counts\": {\"redriven\": 1, \"failed\": 1}}");

        assertThat(ops("redrive run order/3 --follow")).isEqualTo(ExitCodes.PARTIAL);
        assertThat(out.toString()).contains("RUNNING  redriven 1", "DONE  redriven 1, failed 1");
    }

    @Test
    void payloadIsAskedForOnlyOnWish() {
        order.on("GET /letters/17", 200, letter("OPEN"), "\"2\"")
                .on("GET /letters/17/payload", "{\"payload\": \"{\\\"a\\\":1}\"}");

        assertThat(ops("letter show order/17")).isZero();
        assertThat(order.requests).noneMatch(request -> request.line().contains("payload"));
        assertThat(ops("letter show order/17 --payload")).isZero();
        assertThat(out.toString()).contains("payload   {\"a\":1}");
    }

    @Test
    void editSendsTheVersionItHasSeen() throws IOException {
        order.on("GET /letters/17", 200, letter("OPEN"), "\"2\"")
                .on("POST /letters/17/changes", change("EDIT", "REQUESTED"));
        Path payload = Files.writeString(folder.resolve("payload.json"), "{\"a\": 2}");

        assertThat(ops(
                        "letter",
                        "edit",
                        "order/17",
                        "--payload",
                        payload.toString(),
                        "--reason",
                        "a field was missing"))
                .isZero();
        assertThat(order.requests.getLast().ifMatch()).isEqualTo("\"2\"");
        assertThat(Services.JSON
                        .readTree(order.requests.getLast().body())
                        .path("payload")
                        .asString())
                .isEqualTo("{\"a\": 2}");

        assertThat(ops(
                        "letter",
                        "edit",
                        "order/17",
                        "--payload",
                        payload.toString(),
                        "--version",
                        "1",
                        "--reason",
                        "a field was missing"))
                .isZero();
        assertThat(order.requests.getLast().ifMatch()).isEqualTo("\"1\"");
    }

    @Test
    void discardCarriesItsReasonAndItsAnswer() {
        order.on("GET /letters/17", 200, letter("OPEN"), "\"2\"")
                .on("POST /letters/17/changes", change("DISCARD", "REQUESTED"));

        assertThat(ops("letter", "discard", "order/17", "--answer", "reject", "--reason", "it was a test order"))
                .isZero();
        assertThat(order.requests.getLast().body())
                .contains("\"answer\":\"reject\"", "\"reason\":\"it was a test order\"");
        assertThat(order.requests.getLast().ifMatch()).isEqualTo("\"2\"");
    }

    @Test
    void editIsAskedForLookedAtApprovedAndRedrivenEachPrintedByTheOneBefore() throws IOException {
        order.on("GET /letters/17", 200, letter("OPEN"), "\"2\"")
                .on("POST /letters/17/changes", change("EDIT", "REQUESTED"))
                .on("GET /changes", "{\"changes\": [" + change("EDIT", "REQUESTED") + "]}")
                .on("GET /changes/5", change("EDIT", "REQUESTED"))
                .on("GET /changes/5/payload", "{\"payload\": \"{}\"}")
                .on("POST /changes/5/approve", change("EDIT", "APPROVED"))
                .on("POST /changes/5/withdraw", change("EDIT", "WITHDRAWN"));
        Path payload = Files.writeString(folder.resolve("payload.json"), "{}");

        assertThat(ops(
                        "letter",
                        "edit",
                        "order/17",
                        "--payload",
                        payload.toString(),
                        "--reason",
                        "a field was missing"))
                .isZero();
        assertThat(out.toString()).contains("Nothing is changed yet.");
        assertThat(next()).containsExactly("letter approve order/5");
        assertThat(ops("letter", "changes")).isZero();
        assertThat(next()).containsExactly("letter change order/5 --payload");
        assertThat(ops("letter change order/5 --payload")).isZero();
        assertThat(out.toString()).contains("  payload   {}");
        assertThat(next()).containsExactly("letter approve order/5", "letter withdraw order/5");
        assertThat(ops("letter approve order/5")).isZero();
        assertThat(next()).singleElement().asString().startsWith("redrive --letter order/17 --reason");
        assertThat(ops("letter withdraw order/5")).isZero();
        assertThat(order.requests.getLast().line()).isEqualTo("POST /changes/5/withdraw");
    }

    @Test
    void approvalByWhoeverAskedIsRefusedAndSaysWho() {
        order.refuses(
                "POST /changes/5/approve", 403, "another-person-needed", "ada has asked for this. Another person …");

        assertThat(ops("letter approve order/5")).isEqualTo(ExitCodes.REFUSED);
        assertThat(err.toString()).contains("ada has asked for this");
    }

    private static String change(String verb, String state) {
        return """
                {"id": "5", "letter": "17", "letterVersion": 2, "verb": "%s", "reason": "a field was missing", "state": "%s",
                 "requestedBy": "ada", "requestedAt": "2026-11-26T21:00:00Z", "expiresAt": "2026-11-27T21:00:00Z", "alone": false}""".formatted(verb, state);
    }

    @Test
    void keyShowsTheQueueInItsOrder() {
        order.on("GET /key?consumer=order-service%2Fcheckout.events&key=" + ORDER, """
                {"consumer": "order-service/checkout.events", "key": "%s", "blockedAt": "2026-11-26T21:00:00Z", "letters": [
                 {"id": 17, "kind": "POISON", "state": "OPEN", "type": "a.b.v1"}, {"id": 18, "kind": "WAITING", "state": "OPEN", "type": "a.c.v1"}]}""".formatted(ORDER));

        assertThat(ops("key", "order-service/checkout.events", ORDER)).isZero();
        assertThat(out.toString())
                .containsSubsequence("order/17  POISON OPEN  a.b.v1", "order/18  WAITING OPEN  a.c.v1");
        assertThat(next()).first().isEqualTo("letter show order/17");
    }

    @Test
    void brokenTrailEndsWithItsOwnCodeAndNamesTheRow() {
        checkout.on("GET /audit/verify", "{\"sound\": true, \"rows\": 4, \"hash\": \"aa\"}");
        inventory.on("GET /audit/verify", "{\"sound\": true, \"rows\": 0, \"hash\": \"00\"}");
        order.on("GET /audit/verify", """
                {"sound": false, "rows": 6, "number": 7, "problem": "Row 7 is missing; the next one is 8.", "hash": "bb"}""");

        assertThat(ops("audit --verify")).isEqualTo(ExitCodes.REFUSED);
        assertThat(out.toString())
                .contains("checkout   4 rows, whole", "order      BROKEN. Row 7 is missing", "\"Audit 7:\"");
    }

    @Test
    void trailsOfAllServicesAreOneByTime() {
        checkout.on("GET /audit?limit=20", rows("2026-11-26T21:00:02Z", "second"));
        inventory.on("GET /audit?limit=20", rows("2026-11-26T21:00:01Z", "first"));
        order.on("GET /audit?limit=20", rows("2026-11-26T21:00:03Z", "third"));

        assertThat(ops("audit")).isZero();
        assertThat(out.toString()).containsSubsequence("first", "second", "third");
    }

    @Test
    void erasureThatDidNotReachAllIsPrintedAgain() {
        checkout.on("POST /erasures", "{\"erased\": {\"outbox payloads\": 2}}");
        inventory.on("POST /erasures", "{\"erased\": {}}");
        order.close();

        assertThat(ops("erase-shopper", ORDER, "--reason", "the shopper has asked for it"))
                .isEqualTo(ExitCodes.PARTIAL);
        assertThat(out.toString()).contains("erased 2 outbox payloads", "holds nothing of this shopper");
        assertThat(next()).contains("erase-shopper " + ORDER + " --reason 'the shopper has asked for it'");
    }

    @Test
    void whoHasNoTokenIsToldSo() throws IOException {
        Files.writeString(token, "another");

        assertThat(ops("letter show order/17")).isEqualTo(ExitCodes.REFUSED);
        assertThat(err.toString()).contains("Send a valid token");
    }

    @Test
    void textOfAServiceCannotSteerTheTerminal() {
        nothingWaits(checkout, inventory);
        order.on("GET /waiting", """
                {"blockedKeys": 1, "groups": [{"consumer": "order-service/x", "fingerprint": "f", "error": "\\u001b[2Jgone"}]}""");

        assertThat(ops("waiting")).isZero();
        assertThat(out.toString()).doesNotContain("\u001b").contains("[2Jgone");
    }

    private void confirmedOrder() {
        checkout.on("GET /orders/" + ORDER, steps(checkoutSteps()))
                .on("GET /orders/" + ORDER + "?event=" + PLACED + "," + RESERVED, steps(checkoutSteps()))
                .on("GET /orders/" + ORDER + "?event=" + PLACED, steps(checkoutSteps()));
        inventory
                .on("GET /orders/" + ORDER, steps(inventorySteps()))
                .on(
                        "GET /orders/" + ORDER + "?event=" + PLACED + "," + RESERVED,
                        steps(inventorySteps() + ","
                                + inbox("21:00:00.300Z", PLACED, "inventory-service/checkout.events")));
        String orderSteps = step("21:00:00.900Z", "STATUS", "status CONFIRMED", "", "\"status\": \"CONFIRMED\"");
        order.on("GET /orders/" + ORDER, steps(orderSteps))
                .on(
                        "GET /orders/" + ORDER + "?event=" + PLACED,
                        steps(orderSteps + "," + inbox("21:00:00.500Z", PLACED, "o")))
                .on(
                        "GET /orders/" + ORDER + "?event=" + PLACED + "," + RESERVED,
                        steps(orderSteps + "," + inbox("21:00:00.500Z", PLACED, "o") + ","
                                + inbox("21:00:00.900Z", RESERVED, "o")));
    }

    private void stuckOrder() {
        String both = "?event=" + PLACED;
        checkout.on("GET /orders/" + ORDER, steps(checkoutSteps()))
                .on("GET /orders/" + ORDER + both, steps(checkoutSteps()));
        inventory
                .on("GET /orders/" + ORDER, steps(""))
                .on(
                        "GET /orders/" + ORDER + both,
                        steps(inbox("21:00:00.300Z", PLACED, "inventory-service/checkout.events")));
        String letter = step(
                "21:00:00.500Z",
                "LETTER",
                "could not be handled",
                PLACED,
                "\"id\": \"17\", \"state\": \"OPEN\", \"consumer\": \"order-service/checkout.events\", \"key\": \""
                        + ORDER + "\", \"type\": \"checkout.order-placed.v1\"");
        order.on("GET /orders/" + ORDER, steps(letter)).on("GET /orders/" + ORDER + both, steps(letter));
    }

    private static String checkoutSteps() {
        return step(
                        "21:00:00.000Z",
                        "CHECKOUT",
                        "version 3 of the cart of shopper " + SHOPPER + " was ordered",
                        "",
                        "\"shopperId\": \"" + SHOPPER + "\"")
                + ","
                + step(
                        "21:00:00.000Z",
                        "OUTBOX",
                        "checkout.order-placed.v1 was written and is published",
                        PLACED,
                        "\"type\": \"checkout.order-placed.v1\", \"published\": true");
    }

    private static String inventorySteps() {
        return step("21:00:00.300Z", "RESERVATION", "reserved: 1 × CUP", "", "\"state\": \"RESERVED\"") + ","
                + step(
                        "21:00:00.300Z",
                        "OUTBOX",
                        "inventory.stock-reserved.v1 was written and is published",
                        RESERVED,
                        "\"type\": \"inventory.stock-reserved.v1\", \"published\": true");
    }

    private static String inbox(String time, String event, String consumer) {
        return step(time, "INBOX", "took effect for " + consumer, event, "\"consumer\": \"" + consumer + "\"");
    }

    private static String step(String time, String kind, String text, String event, String details) {
        return """
                {"at": "2026-11-26T%s", "kind": "%s", "text": "%s", "eventId": %s, "details": {%s}}""".formatted(time, kind, text, event.isEmpty() ? "null" : "\"" + event + "\"", details);
    }

    private static String steps(String steps) {
        return "{\"steps\": [" + steps + "]}";
    }

    private static String letter(String state) {
        return """
                {"id": 17, "version": 2, "consumer": "order-service/checkout.events", "topic": "checkout.events", "partition": 1,
                 "offset": 42, "eventId": "%s", "type": "checkout.order-placed.v1", "key": "%s", "kind": "POISON", "state": "%s",
                 "error": "IllegalStateException: no", "attempts": 0, "diedAt": "2026-11-26T21:00:00Z", "discardOutcomes": ["reject"]}""".formatted(PLACED, ORDER, state);
    }

    private static String rows(String at, String verb) {
        return """
                {"rows": [{"number": 1, "at": "%s", "actor": "ada", "verb": "%s", "target": "letter/1", "reason": "a reason"}]}""".formatted(at, verb);
    }

    private static void nothingWaits(FakeService... services) {
        for (FakeService service : services) {
            service.on("GET /waiting", "{\"blockedKeys\": 0, \"openLetters\": 0, \"groups\": []}");
        }
    }

    /** What the last command printed as the next ones. */
    private List<String> next() {
        return NEXT.matcher(out.toString())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private int ops(String command) {
        var words = new ArrayList<String>();
        var matcher = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return ops(words.toArray(String[]::new));
    }

    private int ops(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var all = new ArrayList<>(List.of(words));
        if (!words[words.length - 1].equals("no-such-verb")) {
            all.addAll(List.of(
                    "--at",
                    "checkout=" + checkout.url() + ",inventory=" + inventory.url() + ",order=" + order.url(),
                    "--token-file",
                    token.toString()));
        }
        return new CommandLine(new OpsCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}
