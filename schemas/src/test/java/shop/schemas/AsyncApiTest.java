package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import shop.testing.eventsamples.Document;
import shop.testing.eventsamples.EventSchemas;
import tools.jackson.databind.JsonNode;

/** The AsyncAPI file and the code name the same things. */
class AsyncApiTest {

    /** CloudEvents 1.0 in binary mode, and the trace context. */
    private static final Set<String> HEADERS = Set.of(
            "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "content-type", "traceparent");

    private final Document document = Document.read(Path.of("src/main/resources/asyncapi.yaml"));
    private final JsonNode api = document.content();

    @Test
    void isAsyncApi3AndEveryReferenceResolves() {
        assertThat(api.path("asyncapi").asString()).isEqualTo("3.0.0");
        assertThat(document.resolved()).isNotNull();
    }

    @Test
    void everyTopicIsAChannelWithExactlyItsEventTypes() {
        var channels = new TreeMap<String, Set<String>>();
        api.path("channels")
                .forEach(channel -> channels.put(
                        channel.path("address").asString(),
                        Set.copyOf(channel.path("messages").propertyNames())));
        assertThat(channels)
                .isEqualTo(Map.of(
                        CheckoutEvent.AGGREGATE_TYPE + ".events", CheckoutEvent.TYPES.keySet(),
                        InventoryEvent.AGGREGATE_TYPE + ".events", InventoryEvent.TYPES.keySet(),
                        OrderEvent.AGGREGATE_TYPE + ".events", OrderEvent.TYPES.keySet()));
    }

    @Test
    void everyMessageHasItsOwnSchemaAndType() {
        Map<String, JsonNode> schemas = EventSchemas.current().byType();
        JsonNode messages = document.resolved("/components/messages");
        assertThat(messages.propertyNames()).containsExactlyInAnyOrderElementsOf(schemas.keySet());
        messages.forEachEntry((type, message) -> {
            assertThat(message.path("name").asString()).isEqualTo(type);
            assertThat(message.path("payload")).isEqualTo(schemas.get(type));
            assertThat(message.path("title")).isEqualTo(schemas.get(type).path("title"));
            assertThat(message.at("/headers/allOf/1/properties/ce_type/const").asString())
                    .isEqualTo(type);
        });
    }

    @Test
    void everyMessageCarriesTheCloudEventsHeadersAndTheAggregateIdAsKey() {
        document.resolved("/components/messages").forEach(message -> {
            assertThat(message.at("/headers/allOf/0/properties").propertyNames())
                    .containsExactlyInAnyOrderElementsOf(HEADERS);
            assertThat(message.at("/headers/allOf/0/required").valueStream().map(JsonNode::asString))
                    .containsExactlyInAnyOrderElementsOf(HEADERS.stream()
                            .filter(name -> !name.equals("traceparent"))
                            .toList());
            JsonNode trait = message.at("/traits/0");
            assertThat(trait.path("contentType").asString()).isEqualTo("application/json");
            assertThat(trait.at("/bindings/kafka/key/format").asString()).isEqualTo("uuid");
        });
    }

    @Test
    void everyTopicHasOneSenderAndReceiversWithTheirGroup() {
        var senders = new TreeMap<String, Integer>();
        document.resolved("/operations").forEachEntry((name, operation) -> {
            String topic = operation.at("/channel/address").asString();
            String service = name.substring(0, name.indexOf("-service") + "-service".length());
            if (operation.path("action").asString().equals("send")) {
                senders.merge(topic, 1, Integer::sum);
                assertThat(topic).isEqualTo(service.replace("-service", ".events"));
            } else {
                assertThat(operation.path("action").asString()).isEqualTo("receive");
                assertThat(operation.at("/bindings/kafka/groupId/enum/0").asString())
                        .isEqualTo(service);
            }
        });
        assertThat(senders).isEqualTo(Map.of("checkout.events", 1, "inventory.events", 1, "order.events", 1));
    }
}
