package shop.tools.ops;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops key}: the queue behind one key. */
@Command(name = "key", description = "Show the events that wait under one key of one consumer, in their order.")
final class KeyVerb extends Verb {

    @Parameters(index = "0", paramLabel = "CONSUMER", description = "As ./shop ops waiting names it.")
    private String consumer = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The order's id.")
    private String key = "";

    @Override
    void run(Services services, Conversation conversation) {
        String service = serviceOf(consumer);
        Answer.Done answer = Conversation.demand(
                services.get(service, "/key?consumer=" + Services.encoded(consumer) + "&key=" + Services.encoded(key)));
        JsonNode queue = answer.body();
        conversation.put("key", queue);
        conversation.say(consumer + "  " + key + "  blocked since " + Times.of(queue.path("blockedAt")));
        for (JsonNode letter : queue.path("letters")) {
            conversation.say("  " + LetterVerb.line(service, letter));
        }
        JsonNode first = queue.path("letters").path(0);
        if (!first.isMissingNode()) {
            conversation.next(
                    "./shop ops letter show " + service + "/" + first.path("id").asString());
        }
        conversation.next(redrive(consumer, key));
    }

    static String redrive(String consumer, String key) {
        return "./shop ops redrive --consumer " + Printable.quoted(consumer) + " --key " + Printable.quoted(key)
                + " --reason 'WHY IT WORKS NOW'";
    }

    /** A consumer is called after its service: {@code order-service/inventory.events}. */
    static String serviceOf(String consumer) {
        int end = consumer.indexOf("-service");
        if (end < 1) {
            throw new OpsFailure(
                    ExitCodes.USAGE,
                    "A consumer is called like order-service/inventory.events. Those that wait: ./shop ops waiting");
        }
        return consumer.substring(0, end);
    }
}
