package shop.messaging.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The process that reads the slot while this one waits for it, and whether it lives. Used by one thread. */
final class SlotReader {

    /** Changes with every sign of life, whatever the clocks say. */
    private static final String SIGN_OF_LIFE = """
            select reader.pid || ' ' || reader.backend_start || ' ' || coalesce(reader.reply_time::text, '')
            from pg_replication_slots join pg_stat_replication as reader on reader.pid = active_pid
            where slot_name = ?
            """;

    private final String slot;
    private final Duration longestSilence;
    private @Nullable String newestSign;
    private long newestSignAt = System.nanoTime();

    SlotReader(String slot, Duration longestSilence) {
        this.slot = slot;
        this.longestSilence = longestSilence;
    }

    /**
     * @param own the process that reads for this relay, if it has got the slot
     * @return who it is, null if nobody else reads the slot any more
     */
    @Nullable String look(Connection connection, int own) throws SQLException {
        String sign = signOfLife(connection);
        if (!Objects.equals(sign, newestSign)) {
            newestSign = sign;
            newestSignAt = System.nanoTime();
        }
        return Holder.ofTheSlot(connection, slot, own);
    }

    boolean isSilent() {
        return System.nanoTime() - newestSignAt > longestSilence.toNanos();
    }

    private @Nullable String signOfLife(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SIGN_OF_LIFE)) {
            statement.setString(1, slot);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
