package shop.tools.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.schemas.CheckoutEvent;
import shop.schemas.InventoryEvent;
import shop.schemas.OrderEvent;
import shop.schemas.OrderLine;
import shop.schemas.StockLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Turns a record's payload into the fact it states; as strict as the services' codec, so that both refuse the same. */
final class FactReader {

    private static final Map<String, Map<String, ? extends Class<?>>> TYPES = Map.of(
            CheckoutEvent.AGGREGATE_TYPE + ".events", CheckoutEvent.TYPES,
            InventoryEvent.AGGREGATE_TYPE + ".events", InventoryEvent.TYPES,
            OrderEvent.AGGREGATE_TYPE + ".events", OrderEvent.TYPES);

    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    static List<String> topics() {
        return TYPES.keySet().stream().sorted().toList();
    }

    Fact read(String topic, @Nullable String type, byte @Nullable [] payload) {
        if (type == null) {
            return new Fact.Malformed("no ce_type");
        }
        Class<?> known = TYPES.getOrDefault(topic, Map.of()).get(type);
        if (known == null) {
            return new Fact.UnknownType(type);
        }
        try {
            Object event = payload == null ? null : json.readValue(payload, known);
            return event == null ? new Fact.Malformed("no payload") : fact(event);
        } catch (JacksonException e) {
            return new Fact.Malformed(e.getOriginalMessage());
        }
    }

    private static Fact fact(Object event) {
        return switch (event) {
            case CheckoutEvent checkout -> fact(checkout);
            case InventoryEvent inventory -> fact(inventory);
            case OrderEvent order -> fact(order);
            default -> throw new IllegalStateException("No topic has events of " + event.getClass());
        };
    }

    private static Fact fact(CheckoutEvent event) {
        return switch (event) {
            case CheckoutEvent.OrderPlaced placed -> new Fact.Placed(placed.orderId(), ordered(placed.lines()));
        };
    }

    private static Fact fact(InventoryEvent event) {
        return switch (event) {
            case InventoryEvent.StockReserved stock -> new Fact.StockReserved(stock.orderId(), compact(stock.lines()));
            case InventoryEvent.StockRejected stock -> new Fact.StockRejected(stock.orderId());
            case InventoryEvent.StockReleased stock -> new Fact.StockReleased(stock.orderId(), compact(stock.lines()));
        };
    }

    private static Fact fact(OrderEvent event) {
        return switch (event) {
            case OrderEvent.OrderConfirmed order -> new Fact.Confirmed(order.orderId());
            case OrderEvent.OrderRejected order -> new Fact.Rejected(order.orderId());
            case OrderEvent.OrderCancelled order -> new Fact.Cancelled(order.orderId());
        };
    }

    private static List<StockLine> ordered(List<OrderLine> lines) {
        return compact(lines.stream()
                .map(line -> new StockLine(line.sku(), line.quantity()))
                .toList());
    }

    /** One line per SKU, with SKUs shared between the many orders of the same product. */
    private static List<StockLine> compact(List<StockLine> lines) {
        var perSku = new HashMap<String, Integer>();
        lines.forEach(line -> perSku.merge(line.sku().intern(), line.quantity(), Integer::sum));
        return perSku.entrySet().stream()
                .map(line -> new StockLine(line.getKey(), line.getValue()))
                .toList();
    }
}
