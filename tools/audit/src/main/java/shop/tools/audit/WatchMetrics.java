package shop.tools.audit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** What the watch has found, as Prometheus reads it (text format 0.0.4). Safe for use by several threads. */
final class WatchMetrics implements AutoCloseable {

    private static final List<String> INVARIANTS = List.of("I1", "I2", "I3", "I4", "I5", "I6", "I7");

    private @Nullable HttpServer server;
    private Watch.@Nullable Round last;
    private long found;
    private long failures;

    /**
     * @param port where {@code /metrics} is served, on every address of this machine; 0 for any; negative for nowhere
     * @throws IOException if the port is taken
     */
    static WatchMetrics served(int port) throws IOException {
        var metrics = new WatchMetrics();
        if (port >= 0) {
            HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/metrics", exchange -> {
                byte[] text = metrics.text().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
                exchange.close();
            });
            server.start();
            metrics.server = server;
        }
        return metrics;
    }

    synchronized void add(Watch.Round round) {
        last = round;
        found += round.fresh().size();
    }

    synchronized void failed() {
        failures++;
    }

    /** -1 if it is served nowhere. */
    int port() {
        return server == null ? -1 : server.getAddress().getPort();
    }

    synchronized String text() {
        var text = new StringBuilder();
        Watch.Round round = last;
        if (round != null) {
            gauge(
                    text,
                    "shop_audit_last_success_timestamp_seconds",
                    "When all was read last.",
                    round.at().getEpochSecond());
            gauge(
                    text,
                    "shop_audit_lag_seconds",
                    "Age of the oldest event that is not proven.",
                    round.lag().toSeconds());
            gauge(text, "shop_audit_orders_open", "Orders that are not proven yet.", round.open());
            counter(text, "shop_audit_orders_proven_total", "Orders that keep every invariant.", round.provenTotal());
            counter(text, "shop_audit_records_read_total", "Records read from the topics.", round.records());
            counter(text, "shop_audit_rows_read_total", "Rows read from the databases.", round.rows());
            counter(text, "shop_audit_records_missed_total", "Records that Kafka no longer kept.", round.forgotten());
            head(text, "shop_audit_violations", "What is broken now.", "gauge");
            for (String invariant : INVARIANTS) {
                text.append("shop_audit_violations{invariant=\"")
                        .append(invariant)
                        .append("\"} ")
                        .append(round.violations().getOrDefault(invariant, 0))
                        .append('\n');
            }
        }
        counter(text, "shop_audit_violations_found_total", "Violations found, repaired or not.", found);
        counter(text, "shop_audit_failed_rounds_total", "Rounds that could not read everything.", failures);
        return text.toString();
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        one(text, name, help, "gauge", value);
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        one(text, name, help, "counter", value);
    }

    private static void one(StringBuilder text, String name, String help, String type, long value) {
        head(text, name, help, type);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String help, String type) {
        text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ");
        text.append(name).append(' ').append(type).append('\n');
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
