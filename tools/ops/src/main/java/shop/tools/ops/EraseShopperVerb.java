package shop.tools.ops;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./shop ops erase-shopper}: what the shop knows of a person is gone afterwards. */
@Command(
        name = "erase-shopper",
        description = {
            "CHANGES: erase the personal data of a shopper in every service. It cannot be taken back.",
            "A second time changes nothing, so repeat it until every service has answered."
        })
final class EraseShopperVerb extends Verb {

    @Parameters(paramLabel = "ID", description = "The shopper's id, as ./shop ops order shows it.")
    private UUID shopper = new UUID(0, 0);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; at least 10 characters.")
    private String reason = "";

    @Option(names = "--ticket", paramLabel = "REF", description = "Where it is discussed.")
    private @Nullable String ticket;

    @Override
    void run(Services services, Conversation conversation) {
        Map<String, Object> body = new HashMap<>(Map.of("shopperId", shopper.toString(), "reason", reason));
        if (ticket != null) {
            body.put("ticket", ticket);
        }
        List<Answer> all = services.all(service -> services.post(service, "/erasures", body));
        List<Answer.Done> answers = conversation.done(all);
        conversation.putAnswers("services", answers);
        for (Answer.Done answer : answers) {
            String erased = answer.body()
                    .path("erased")
                    .propertyStream()
                    .map(one -> one.getValue().asLong() + " " + one.getKey())
                    .collect(Collectors.joining(", "));
            conversation.say("%-10s %s"
                    .formatted(
                            answer.service(), erased.isEmpty() ? "holds nothing of this shopper" : "erased " + erased));
        }
        if (answers.size() < all.size()) {
            conversation.next("./shop ops erase-shopper " + shopper + " --reason " + Printable.quoted(reason));
        }
        conversation.next("./shop ops audit");
    }
}
