package shop.tools.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLevelsTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("shop.levels");

    @AfterEach
    void forget() {
        LogLevels.forget("one");
        LogLevels.forget("other");
    }

    @Test
    void loggerGetsTheMostDetailedLevelAndEachServiceItsOwn() {
        LogLevels.set("one", "shop.levels", Level.DEBUG);
        LogLevels.set("other", "shop.levels", Level.WARN);

        assertThat(logger.getLevel()).isEqualTo(Level.DEBUG);
        assertThat(LogLevels.wants("one", "shop.levels.child", Level.DEBUG)).isTrue();
        assertThat(LogLevels.wants("other", "shop.levels.child", Level.INFO)).isFalse();
        assertThat(LogLevels.wants("third", "shop.levels.child", Level.INFO)).isTrue();
    }

    @Test
    void levelOfAServiceThatHasStoppedIsGone() {
        LogLevels.set("one", "shop.levels", Level.DEBUG);
        LogLevels.set("other", "shop.levels", Level.WARN);

        LogLevels.forget("one");
        assertThat(logger.getLevel()).isEqualTo(Level.WARN);

        LogLevels.set("other", "shop.levels", null);
        assertThat(logger.getLevel()).isNull();
    }
}
