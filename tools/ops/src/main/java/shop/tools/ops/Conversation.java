package shop.tools.ops;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a verb says: lines for people as they come, or one JSON document at the end. Both end with the commands that help next.
 */
final class Conversation {

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final ObjectNode document = Services.JSON.createObjectNode();
    private final List<String> next = new ArrayList<>();
    private int exitCode = ExitCodes.OK;

    Conversation(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    void say(String line) {
        if (!json) {
            out.println(Printable.of(line));
            out.flush();
        }
    }

    /** For programs alone. */
    void put(String name, JsonNode value) {
        document.set(name, value);
    }

    /** As services answered, by their names. */
    void putAnswers(String name, List<Answer.Done> answers) {
        ObjectNode all = Services.JSON.createObjectNode();
        answers.forEach(answer -> all.set(answer.service(), answer.body()));
        document.set(name, all);
    }

    void next(String command) {
        if (!next.contains(command)) {
            next.add(command);
        }
    }

    /** The gravest end of several: a conflict or a refusal is worth more than a part that is missing. */
    void endsWith(int code) {
        if (exitCode == ExitCodes.OK || (exitCode == ExitCodes.PARTIAL && code != ExitCodes.OK)) {
            exitCode = code;
        }
    }

    /** Names those that did not answer or refused, and returns the others. */
    List<Answer.Done> done(List<Answer> answers) {
        var done = new ArrayList<Answer.Done>();
        for (Answer answer : answers) {
            switch (answer) {
                case Answer.Done one -> done.add(one);
                case Answer.Unknown(String service, String detail) -> missing(service, detail, ExitCodes.PARTIAL);
                case Answer.Silent(String service, String reason) -> {
                    missing(service, "does not answer: " + reason, ExitCodes.PARTIAL);
                    next("./shop status");
                }
                case Answer.Refused refused -> missing(refused.service(), refused.detail(), refused.exitCode());
            }
        }
        return done;
    }

    private void missing(String service, String reason, int code) {
        endsWith(code);
        if (json) {
            document.withArray("missing").addObject().put("service", service).put("reason", reason);
        } else {
            err.println(Printable.of(service + ": " + reason));
            err.flush();
        }
    }

    /** @throws OpsFailure if the service did not do it */
    static Answer.Done demand(Answer answer) {
        return switch (answer) {
            case Answer.Done done -> done;
            case Answer.Unknown(String service, String detail) ->
                throw new OpsFailure(ExitCodes.USAGE, service + ": " + detail);
            case Answer.Silent(String service, String reason) ->
                throw new OpsFailure(
                        ExitCodes.PARTIAL,
                        service + " does not answer: " + reason + ". Look at it with: ./shop status");
            case Answer.Refused refused ->
                throw new OpsFailure(refused.exitCode(), refused.service() + ": " + refused.detail());
        };
    }

    int end() {
        if (json) {
            next.forEach(command -> document.withArray("next").add(command));
            document.put("exitCode", exitCode);
            out.println(Services.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } else {
            for (int i = 0; i < next.size(); i++) {
                out.println((i == 0 ? "Next: " : "      ") + Printable.of(next.get(i)));
            }
        }
        out.flush();
        return exitCode;
    }
}
