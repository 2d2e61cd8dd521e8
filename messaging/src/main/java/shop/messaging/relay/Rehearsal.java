package shop.messaging.relay;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.MessageDecoder;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the code of a takeover warm: a second task of the connector, on the same database, reads made-up transactions.
 *
 * <p>It has no connection for replication and no slot. The task takes its messages, in PostgreSQL's format, from a {@link Script}, and
 * what it makes of them is turned into Kafka records that are thrown away. So classes are loaded and compiled before the
 * slot is free. A process that has relayed, or has rehearsed, is warm.
 */
final class Rehearsal {

    /** So many that the compiler takes up the loops. */
    static final int EVENTS = 500;

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final AtomicBoolean WARM = new AtomicBoolean();

    private Rehearsal() {}

    /** @return whether this is the first call in this process, so that a rehearsal is of use */
    static boolean isNew() {
        return WARM.compareAndSet(false, true);
    }

    /**
     * Lasts a second or two in a cold process, ten at most.
     *
     * @param settings those of the relay's task
     * @return how many of the made-up events came through
     */
    static int play(Map<String, String> settings) throws InterruptedException {
        var own = new HashMap<>(settings);
        own.computeIfPresent("name", (_, name) -> name + "-rehearsal");
        own.computeIfPresent("topic.prefix", (_, name) -> name + "-rehearsal");
        own.put("executor.shutdown.timeout.ms", "2000");
        var task = new Task();
        task.initialize(new TaskContext(own, () -> null));
        try {
            task.start(own);
            int events = 0;
            long begun = System.nanoTime();
            while (events < EVENTS && System.nanoTime() - begun < LIMIT.toNanos()) {
                List<SourceRecord> batch = task.poll();
                for (SourceRecord change : batch == null ? List.<SourceRecord>of() : batch) {
                    OutboxRecord row = OutboxRecord.from(change);
                    if (row != null) {
                        row.toKafka();
                        events++;
                    }
                }
            }
            return events;
        } finally {
            task.stop();
        }
    }

    private static final class Task extends PostgresConnectorTask {

        @Override
        protected ReplicationConnection buildReplicationConnection(
                PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig config) {
            MessageDecoder decoder =
                    config.plugin().messageDecoder(new MessageDecoderContext(config, schema), connection);
            return new Stage(decoder, connection.getTypeRegistry());
        }
    }

    /** Stands for the connection. */
    private record Stage(MessageDecoder decoder, TypeRegistry types) implements ReplicationConnection {

        @Override
        public ReplicationStream startStreaming(WalPositionLocator position) {
            return new Script(decoder, types, position);
        }

        @Override
        public ReplicationStream startStreaming(@Nullable Lsn from, WalPositionLocator position) {
            return new Script(decoder, types, position);
        }

        @Override
        public Optional<SlotCreationResult> createReplicationSlot() {
            return Optional.empty();
        }

        @Override
        public void initConnection() {}

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public void reconnect() {}

        @Override
        public void close() {}
    }

    /** The stream: transactions of one event each, then silence. */
    private static final class Script implements ReplicationStream {

        private static final int RELATION = 1;
        private static final int UUID_TYPE = 2950;
        private static final int TEXT_TYPE = 25;
        private static final int JSON_TYPE = 114;
        private static final int ANY_LENGTH = -1;
        private static final Map<String, Integer> TYPES = Map.of("id", UUID_TYPE, "payload", JSON_TYPE);
        private static final String[] COLUMNS = OutboxRecord.COLUMNS.split(", ");
        private static final Lsn START = Lsn.valueOf(1L);

        private static final List<String> VALUES = List.of(
                "01890000-0000-7000-8000-000000000000",
                "rehearsal",
                "01890000-0000-7000-8000-000000000000",
                "rehearsal.played.v1",
                "{\"played\": true}",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        private final MessageDecoder decoder;
        private final TypeRegistry types;
        private final WalPositionLocator position;
        private int message;

        private Script(MessageDecoder decoder, TypeRegistry types, WalPositionLocator position) {
            this.decoder = decoder;
            this.types = types;
            this.position = position;
        }

        @Override
        public void read(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
            readPending(processor);
        }

        @Override
        public boolean readPending(ReplicationMessageProcessor processor) throws SQLException, InterruptedException {
            if (message > EVENTS * 3) {
                return false;
            }
            ByteBuffer next = ByteBuffer.wrap(message == 0 ? relation() : ofTransaction(message));
            message++;
            if (!decoder.shouldMessageBeSkipped(next, lastReceivedLsn(), START, position)) {
                decoder.processMessage(next, processor, types);
            }
            return true;
        }

        private static byte[] ofTransaction(int message) {
            return switch (message % 3) {
                case 1 -> begin(message);
                case 2 -> insert();
                default -> commit(message);
            };
        }

        private static byte[] relation() {
            return bytes(out -> {
                out.writeByte('R');
                out.writeInt(RELATION);
                text(out, "public");
                text(out, "outbox");
                out.writeByte('d');
                out.writeShort(COLUMNS.length);
                for (String column : COLUMNS) {
                    out.writeByte(column.equals("id") ? 1 : 0);
                    text(out, column);
                    out.writeInt(TYPES.getOrDefault(column, TEXT_TYPE));
                    out.writeInt(ANY_LENGTH);
                }
            });
        }

        private static byte[] begin(int number) {
            return bytes(out -> {
                out.writeByte('B');
                out.writeLong(number);
                out.writeLong(number);
                out.writeInt(number);
            });
        }

        private static byte[] insert() {
            return bytes(out -> {
                out.writeByte('I');
                out.writeInt(RELATION);
                out.writeByte('N');
                out.writeShort(VALUES.size());
                for (String value : VALUES) {
                    byte[] text = value.getBytes(StandardCharsets.UTF_8);
                    out.writeByte('t');
                    out.writeInt(text.length);
                    out.write(text);
                }
            });
        }

        private static byte[] commit(int number) {
            return bytes(out -> {
                out.writeByte('C');
                out.writeByte(0);
                out.writeLong(number);
                out.writeLong(number);
                out.writeLong(number);
            });
        }

        private interface Message {
            void write(DataOutputStream out) throws IOException;
        }

        private static byte[] bytes(Message message) {
            var bytes = new ByteArrayOutputStream();
            try (var out = new DataOutputStream(bytes)) {
                message.write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        private static void text(DataOutputStream out, String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.writeByte(0);
        }

        @Override
        public void flushLsn(Lsn position) {}

        @Override
        public Lsn lastReceivedLsn() {
            return Lsn.valueOf((long) message + 1);
        }

        @Override
        public Lsn startLsn() {
            return START;
        }

        @Override
        public void startKeepAlive(ExecutorService executor) {
            executor.shutdown();
        }

        @Override
        public void stopKeepAlive() {}

        @Override
        public void close() {}
    }
}
