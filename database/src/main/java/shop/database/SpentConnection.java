package shop.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.List;

/**
 * Tells the pool which failures mean that a connection is of no use any more, so that it is closed at once and not when its
 * time has come.
 *
 * <p>25006 read-only transaction: the server was demoted in a fail-over and stays read-only. The states of class 57 and 58:
 * it shuts down, its database was dropped, the session was ended, or its storage fails. The pool itself knows class 08. Named
 * in a setting, so it is public.
 */
public final class SpentConnection implements SQLExceptionOverride {

    private static final List<String> STATES = List.of("08", "25006", "57P", "58");

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && STATES.stream().anyMatch(state::startsWith)
                ? Override.MUST_EVICT
                : Override.CONTINUE_EVICT;
    }
}
