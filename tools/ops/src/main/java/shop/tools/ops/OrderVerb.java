package shop.tools.ops;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops order}: where an order is. */
@Command(
        name = "order",
        description = {
            "Show what every service knows of an order, as one timeline, and what it waits for.",
            "Shows no personal data."
        })
final class OrderVerb extends Verb {

    @Parameters(paramLabel = "ID", description = "The order's id, as the shopper sees it.")
    private UUID order = new UUID(0, 0);

    @Override
    void run(Services services, Conversation conversation) {
        // Consumers know events by nothing but their ids, and those are in the outboxes of the others.
        String events = steps(quietly(services.all(service -> services.get(service, "/orders/" + order)))).stream()
                .filter(step -> step.kind().equals("OUTBOX"))
                .map(Step::event)
                .distinct()
                .limit(50)
                .collect(Collectors.joining(","));
        List<Answer> all = services.all(
                service -> services.get(service, "/orders/" + order + (events.isEmpty() ? "" : "?event=" + events)));
        List<Answer.Done> answers = conversation.done(all);
        conversation.putAnswers("services", answers);
        List<Step> steps = steps(answers);
        say(steps, conversation);

        Set<String> silent = new HashSet<>(services.names());
        answers.forEach(answer -> silent.remove(answer.service()));
        var wait = OrderWait.of(order, steps, Instant.now(), silent);
        conversation.put("waitsFor", Services.JSON.valueToTree(wait.sentence()));
        conversation.say("");
        conversation.say(wait.sentence());
        wait.next().forEach(conversation::next);
        if (steps.isEmpty() && silent.isEmpty()) {
            conversation.endsWith(ExitCodes.USAGE);
        }
    }

    private static List<Answer.Done> quietly(List<Answer> answers) {
        return answers.stream()
                .filter(Answer.Done.class::isInstance)
                .map(Answer.Done.class::cast)
                .toList();
    }

    private static List<Step> steps(List<Answer.Done> answers) {
        var steps = new ArrayList<Step>();
        for (Answer.Done answer : answers) {
            for (JsonNode step : answer.body().path("steps")) {
                Times.parsed(step.path("at")).ifPresent(at -> steps.add(Step.of(answer.service(), at, step)));
            }
        }
        steps.sort(Comparator.comparing(Step::at));
        return steps;
    }

    private static void say(List<Step> steps, Conversation conversation) {
        if (steps.isEmpty()) {
            return;
        }
        Instant begin = steps.getFirst().at();
        conversation.say("begins " + Times.of(begin, ZoneId.systemDefault()));
        for (Step step : steps) {
            double seconds = (step.at().toEpochMilli() - begin.toEpochMilli()) / 1_000.0;
            conversation.say("%+10.3f s  %-9s  %s%s%s"
                    .formatted(
                            seconds,
                            step.service(),
                            step.text(),
                            step.event().isEmpty() ? "" : "  event " + step.event(),
                            step.trace().isEmpty() ? "" : "  trace " + step.trace()));
        }
    }
}
