package shop.readreplica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Announcements announcements = new Announcements(source.withZone(ZoneOffset.UTC));

    @Test
    void firstAnswerIsTold() {
        assertThat(announcements.well()).isTrue();
        assertThat(announcements.well()).isFalse();
    }

    @Test
    void troubleAndItsEndAreToldOnce() {
        announcements.well();

        assertThat(announcements.refused()).isTrue();
        assertThat(announcements.refused()).isFalse();
        assertThat(announcements.well()).isTrue();
        assertThat(announcements.well()).isFalse();
    }

    @Test
    void replicaThatComesAndGoesIsToldOfOnceAMinute() {
        announcements.well();
        int lines = 0;
        for (int second = 0; second < 300; second++) {
            lines += announcements.refused() ? 1 : 0;
            lines += announcements.well() ? 1 : 0;
            now = now.plusSeconds(1);
        }

        assertThat(lines).isEqualTo(5 * 2);
    }

    @Test
    void troubleThatBeganInTheQuietMinuteIsToldAfterIt() {
        announcements.well();
        announcements.refused();
        announcements.well();

        now = now.plusSeconds(30);
        assertThat(announcements.refused()).isFalse();
        now = now.plusSeconds(30);
        assertThat(announcements.refused()).isTrue();
    }
}
