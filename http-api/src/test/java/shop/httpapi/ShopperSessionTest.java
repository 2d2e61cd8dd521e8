package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ShopperSessionTest {

    private static final String KEY = "a-session-key-for-tests-only-32-chars";
    private static final String NEXT_KEY = "another-key-of-thirty-two-characters";
    private static final Instant NOW = Instant.parse("2026-11-27T06:00:00Z");

    /** Made at {@link #BEGIN}, which its first twelve digits say. */
    private static final Shopper shopper = new Shopper(UUID.fromString("01a2048d-886b-70ac-947f-290efa34ec26"));

    private static final Instant BEGIN = Instant.ofEpochMilli(0x01a2048d886bL);
    private final ShopperSession session = session(NOW, Map.of());

    /** What was issued before there was a time in it. */
    static String untimed(Shopper shopper) {
        return session(Instant.now(), Map.of("shop.http.session-form", "untimed"))
                .tokenFor(shopper);
    }

    private static ShopperSession session(Instant now, Map<String, String> settings) {
        var all = new HashMap<>(Map.of("shop.http.session-key", KEY));
        all.putAll(settings);
        return new ShopperSession(
                new Binder(new MapConfigurationPropertySource(all))
                        .bind("shop.http", HttpApiProperties.class)
                        .get(),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void tokenSpeaksForItsShopper() {
        assertThat(session.shopperOf(session.tokenFor(shopper))).contains(shopper);
    }

    @Test
    void tokenOfAnotherKeyIsNobody() {
        assertThat(session.shopperOf(new ShopperSession(NEXT_KEY, Clock.systemUTC()).tokenFor(shopper)))
                .isEmpty();
    }

    @Test
    void sessionEndsWhenItIsTooOld() {
        String token = session.tokenFor(shopper);

        assertThat(session(NOW.plus(Duration.ofDays(364)), Map.of()).shopperOf(token))
                .contains(shopper);
        assertThat(session(NOW.plus(Duration.ofDays(365)), Map.of()).shopperOf(token))
                .isEmpty();
        assertThat(session(NOW.plusSeconds(61), Map.of("shop.http.session-max-age", "60s"))
                        .shopperOf(token))
                .isEmpty();
    }

    @Test
    void sessionFromTheFutureIsNobody() {
        assertThat(session.shopperOf(session(NOW.plusSeconds(62), Map.of()).tokenFor(shopper)))
                .isEmpty();
        assertThat(session.shopperOf(session(NOW.plusSeconds(59), Map.of()).tokenFor(shopper)))
                .contains(shopper);
    }

    @Test
    void allSessionsCanBeEnded() {
        ShopperSession later =
                session(NOW.plusSeconds(2), Map.of("shop.http.session-not-before", "2026-11-27T06:00:01Z"));

        assertThat(later.shopperOf(session.tokenFor(shopper))).isEmpty();
        assertThat(later.shopperOf(untimed(shopper))).isEmpty();
        assertThat(later.shopperOf(later.tokenFor(shopper))).contains(shopper);
    }

    @Test
    void previousKeyOpensAndDoesNotSign() {
        ShopperSession rotated =
                session(NOW, Map.of("shop.http.session-key", NEXT_KEY, "shop.http.session-previous-key", KEY));

        assertThat(rotated.shopperOf(session.tokenFor(shopper))).contains(shopper);
        assertThat(session.shopperOf(rotated.tokenFor(shopper))).isEmpty();
        assertThat(session(NOW, Map.of("shop.http.session-key", NEXT_KEY)).shopperOf(session.tokenFor(shopper)))
                .isEmpty();
    }

    @Test
    void earlierFormEndsByTheTimeInItsId() {
        assertThat(session(BEGIN.plus(Duration.ofDays(364)), Map.of()).shopperOf(untimed(shopper)))
                .contains(shopper);
        assertThat(session(BEGIN.plus(Duration.ofDays(366)), Map.of()).shopperOf(untimed(shopper)))
                .isEmpty();
        assertThat(session.shopperOf(untimed(Shopper.loggedIn("issuer", "ada"))))
                .isEmpty();
    }

    @Test
    void earlierFormIsIssuedAndReadWhileARollOutNeedsIt() {
        ShopperSession rollingOut = session(NOW, Map.of("shop.http.session-form", "untimed"));
        var account = Shopper.loggedIn("issuer", "ada");

        assertThat(rollingOut.cookieFor(account)).startsWith("shop_session=v1." + account.id() + ".");
        assertThat(rollingOut.shopperOf(untimed(account))).contains(account);
        assertThat(rollingOut.shopperOf(session.tokenFor(shopper))).contains(shopper);
    }

    @Test
    void sessionIsRenewedPastHalfOfItsTimeAndWhenItIsOfTheEarlierForm() {
        assertThat(isRenewed(session.tokenFor(shopper), Duration.ofDays(182))).isFalse();
        assertThat(isRenewed(session.tokenFor(shopper), Duration.ofDays(183))).isTrue();
        assertThat(isRenewed(untimed(shopper), Duration.ZERO)).isTrue();
    }

    private static boolean isRenewed(String token, Duration after) {
        ShopperSession later = session(NOW.plus(after), Map.of());
        return later.isToBeRenewed(later.of(name -> Stream.of(token).filter(_ -> isNameOf(name, token)))
                .orElseThrow());
    }

    private static boolean isNameOf(String cookie, String token) {
        return cookie.equals(token.startsWith("v1.") ? "shop_session" : "__Host-shop_session");
    }

    @Test
    void twoSessionsUnderOneNameAreRefused() {
        String other = session.tokenFor(new Shopper(UUID.randomUUID()));

        assertThatThrownBy(() -> session.of(_ -> Stream.of(session.tokenFor(shopper), other)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void noCharacterOfATokenCanBeChanged() {
        String token = session.tokenFor(shopper);

        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == '0' ? '1' : '0';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(session.shopperOf(forged)).as(forged).isEmpty();
        }
    }

    @Test
    void noCharacterOfATokenCanBeLeftOut() {
        String token = session.tokenFor(shopper);

        for (int i = 0; i < token.length(); i++) {
            assertThat(session.shopperOf(token.substring(0, i) + token.substring(i + 1)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "v1",
                "v1.",
                "v1..",
                "v2.x.y",
                "v2.01a2048d-886b-70ac-947f-290efa34ec26.1764223200",
                "v2.01a2048d-886b-70ac-947f-290efa34ec26.1764223200.",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26.",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26.é€"
            })
    void textThatIsNoTokenIsNobody(String text) {
        assertThat(session.shopperOf(text)).isEmpty();
    }
}
