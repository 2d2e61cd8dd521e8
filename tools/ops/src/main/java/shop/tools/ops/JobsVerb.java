package shop.tools.ops;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops jobs}: what is planned, runs or has run. */
@Command(name = "jobs", description = "List the jobs of all services: planned, running and done.")
final class JobsVerb extends Verb {

    @Override
    void run(Services services, Conversation conversation) {
        List<Answer.Done> answers =
                conversation.done(services.thoseThatKnow(service -> services.get(service, "/jobs")));
        conversation.putAnswers("services", answers);
        int jobs = 0;
        for (Answer.Done answer : answers) {
            for (JsonNode job : answer.body().path("jobs")) {
                jobs++;
                var ref = new Ref(answer.service(), job.path("id").asString());
                conversation.say(ref + "  " + job.path("kind").asString("REDRIVE") + "  "
                        + job.path("state").asString() + "  " + RedriveVerb.counts(job) + "  by "
                        + job.path("requestedBy").asString("-") + ": "
                        + job.path("reason").asString("-"));
                switch (job.path("state").asString("")) {
                    case "PLANNED" -> conversation.next("./shop ops redrive run " + ref + " --follow");
                    case "RUNNING" -> conversation.next("./shop ops redrive show " + ref);
                    case "PAUSED" -> conversation.next("./shop ops redrive resume " + ref);
                    default -> {}
                }
            }
        }
        if (jobs == 0) {
            conversation.say("There are no jobs.");
            conversation.next("./shop ops waiting");
        }
    }
}
