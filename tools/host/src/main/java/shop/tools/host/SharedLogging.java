package shop.tools.host;

import ch.qos.logback.classic.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertyResolver;

/**
 * Takes the place of the logging system that each Spring Boot application would set up for the whole JVM: appenders and format
 * are those of the host, levels count for the service that wants them. Spring Boot makes one per application, by its name.
 */
public final class SharedLogging extends LoggingSystem {

    private final String service;

    /** @param loader the one of the application */
    public SharedLogging(ClassLoader loader) {
        this.service = loader instanceof ServiceClassLoader one ? one.getName() : Host.NAME;
    }

    @Override
    public void beforeInitialize() {}

    @Override
    public void initialize(
            LoggingInitializationContext context, @Nullable String configLocation, @Nullable LogFile logFile) {}

    /** Otherwise the properties of the last application that starts would count for all. */
    @Override
    public LoggingSystemProperties getSystemProperties(ConfigurableEnvironment environment) {
        return new LoggingSystemProperties(environment) {
            @Override
            protected void apply(@Nullable LogFile logFile, PropertyResolver resolver) {}
        };
    }

    @Override
    public Set<LogLevel> getSupportedLogLevels() {
        return EnumSet.allOf(LogLevel.class);
    }

    @Override
    public void setLogLevel(@Nullable String loggerName, @Nullable LogLevel level) {
        LogLevels.set(service, logback(loggerName), level == null ? null : logback(level));
    }

    @Override
    public List<LoggerConfiguration> getLoggerConfigurations() {
        return LogLevels.configured(service).stream()
                .map(this::getLoggerConfiguration)
                .toList();
    }

    @Override
    public LoggerConfiguration getLoggerConfiguration(String loggerName) {
        String logger = logback(loggerName);
        Level configured = LogLevels.configured(service, logger);
        return new LoggerConfiguration(
                loggerName,
                configured == null ? null : springBoot(configured),
                springBoot(LogLevels.of(service, logger)));
    }

    private static String logback(@Nullable String loggerName) {
        return loggerName == null || loggerName.equalsIgnoreCase(ROOT_LOGGER_NAME)
                ? Logger.ROOT_LOGGER_NAME
                : loggerName;
    }

    private static Level logback(LogLevel level) {
        return level == LogLevel.FATAL ? Level.ERROR : Level.toLevel(level.name());
    }

    private static LogLevel springBoot(Level level) {
        return level.equals(Level.ALL) ? LogLevel.TRACE : LogLevel.valueOf(level.levelStr);
    }
}
