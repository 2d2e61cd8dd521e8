package shop.tools.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What each service wants to be logged. Libraries are shared and so are their loggers: a logger gets the most detailed level
 * that any service wants of it, and {@link #wants} drops what the others do not. Safe for use by several threads.
 */
final class LogLevels {

    private static final Map<String, Map<String, Level>> WANTED = new ConcurrentHashMap<>();

    private LogLevels() {}

    /** @param level null takes back what the service wanted of this logger */
    static synchronized void set(String service, String logger, @Nullable Level level) {
        Map<String, Level> wanted = WANTED.computeIfAbsent(service, _ -> new ConcurrentHashMap<>());
        if (level == null) {
            wanted.remove(logger);
            inherit(Set.of(logger));
        } else {
            wanted.put(logger, level);
        }
        apply();
    }

    /** The service has stopped and wants nothing any more. */
    static synchronized void forget(String service) {
        Map<String, Level> wanted = WANTED.remove(service);
        if (wanted != null) {
            inherit(wanted.keySet());
        }
        apply();
    }

    /** Until somebody else wants something of them, these loggers log what their parents log. The root has none. */
    private static void inherit(Set<String> loggers) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        for (String name : loggers) {
            context.getLogger(name).setLevel(name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME) ? Level.INFO : null);
        }
    }

    private static void apply() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        for (Map<String, Level> wanted : WANTED.values()) {
            for (String name : wanted.keySet()) {
                Logger logger = context.getLogger(name);
                WANTED.keySet().stream()
                        .map(service -> of(service, name))
                        .min((one, other) -> Integer.compare(one.toInt(), other.toInt()))
                        .ifPresent(logger::setLevel);
            }
        }
    }

    /** Whether this service has this logged. */
    static boolean wants(String service, String logger, Level level) {
        return level.isGreaterOrEqual(of(service, logger));
    }

    /** What this service itself wants of exactly this logger. */
    static @Nullable Level configured(String service, String logger) {
        return WANTED.getOrDefault(service, Map.of()).get(logger);
    }

    /** The names of the loggers of which this service wants something. */
    static Set<String> configured(String service) {
        return Set.copyOf(WANTED.getOrDefault(service, Map.of()).keySet());
    }

    /** From which level on this logger is logged for this service. */
    static Level of(String service, String logger) {
        Map<String, Level> wanted = WANTED.getOrDefault(service, Map.of());
        for (String name = logger; ; name = name.substring(0, Math.max(0, name.lastIndexOf('.')))) {
            Level level = wanted.get(name.isEmpty() ? org.slf4j.Logger.ROOT_LOGGER_NAME : name);
            if (level != null) {
                return level;
            }
            if (name.isEmpty()) {
                return Level.INFO;
            }
        }
    }
}
