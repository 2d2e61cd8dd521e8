package shop.readreplica;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The read replica, if there is one.
 *
 * @param url its JDBC URL; all reads are the primary's if absent or empty
 * @param username the service's own role if absent
 * @param password of that role; the service's own if absent
 * @param patience how long a read waits for the replica to replay what the primary has; behind that the primary answers
 * @param timeout how long the replica may keep silent, at a connect and at each statement
 * @param probeInterval how often a probe looks at the replica, which tells its lag and ends its rest
 * @param connections how many reads at most are at the replica at once
 */
@Validated
@ConfigurationProperties("shop.replica")
record ReplicaProperties(
        @Nullable @Pattern(
                regexp = "|jdbc:postgresql:.+",
                message = "must begin with jdbc:postgresql:, or be empty for a shop without replica")
        String url,

        @Nullable String username,
        @Nullable String password,

        @DefaultValue("50ms") @DurationMin @DurationMax(seconds = 5)
        Duration patience,

        @DefaultValue("500ms") @DurationMin(millis = 250) @DurationMax(seconds = 5)
        Duration timeout,

        @DefaultValue("1s") @DurationMin(millis = 10) Duration probeInterval,
        @DefaultValue("16") @Min(1) @Max(200) int connections) {

    @Override
    public String toString() {
        return "ReplicaProperties[url=" + url + ", username=" + username + "]";
    }
}
