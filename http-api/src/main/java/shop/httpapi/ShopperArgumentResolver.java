package shop.httpapi;

import com.fasterxml.uuid.Generators;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers their {@link Shopper} or {@link Login}, and a browser without a valid session its cookie. */
class ShopperArgumentResolver implements HandlerMethodArgumentResolver {

    private final ShopperSession session;
    private final ShopperLogin login;
    private final HttpApiProperties properties;

    ShopperArgumentResolver(ShopperSession session, ShopperLogin login, HttpApiProperties properties) {
        this.session = session;
        this.login = login;
        this.properties = properties;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Shopper.class || parameter.getParameterType() == Login.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory) {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        Optional<Shopper> loggedIn = BearerToken.of(request).map(login::shopperOf);
        if (parameter.getParameterType() == Login.class) {
            Shopper shopper = loggedIn.orElseThrow(Unauthorized::tokenMissing);
            return new Login(shopper, fromCookie(request).orElse(shopper));
        }
        var response = Objects.requireNonNull(webRequest.getNativeResponse(HttpServletResponse.class));
        return loggedIn.or(() -> fromCookie(request)).orElseGet(() -> newShopper(response));
    }

    private Optional<Shopper> fromCookie(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(ShopperSession.COOKIE))
                .map(Cookie::getValue)
                .flatMap(value -> session.shopperOf(value).stream())
                .findFirst();
    }

    private Shopper newShopper(HttpServletResponse response) {
        var shopper = new Shopper(Generators.timeBasedEpochRandomGenerator().generate());
        ResponseCookie cookie = ResponseCookie.from(ShopperSession.COOKIE, session.tokenFor(shopper))
                .httpOnly(true)
                .secure(properties.secureCookie())
                .sameSite("Lax")
                .path("/")
                .maxAge(properties.sessionMaxAge())
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        return shopper;
    }
}
