package shop.httpapi;

import com.fasterxml.uuid.Generators;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers their {@link Shopper} or {@link Login}, and a browser without a valid session, or with an old one, its cookie. */
class ShopperArgumentResolver implements HandlerMethodArgumentResolver {

    private static final String NO_STORE = "no-store";

    private final ShopperSession session;
    private final ShopperLogin login;
    private final HttpApiProperties properties;
    private final Rates rates;

    ShopperArgumentResolver(ShopperSession session, ShopperLogin login, HttpApiProperties properties, Rates rates) {
        this.session = session;
        this.login = login;
        this.properties = properties;
        this.rates = rates;
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
        var response = Objects.requireNonNull(webRequest.getNativeResponse(HttpServletResponse.class));
        // What is answered is this shopper's.
        response.setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        Optional<Shopper> loggedIn = BearerToken.of(request).map(login::shopperOf);
        if (parameter.getParameterType() == Login.class) {
            Shopper account = loggedIn.orElseThrow(Unauthorized::tokenMissing);
            rates.countRequest(account, request);
            return new Login(
                    account,
                    fromCookie(request).map(ShopperSession.Session::shopper).orElse(account));
        }
        Shopper shopper = loggedIn.or(() -> known(request, response)).orElseGet(() -> newShopper(request, response));
        rates.countRequest(shopper, request);
        return shopper;
    }

    private Optional<Shopper> known(HttpServletRequest request, HttpServletResponse response) {
        Optional<ShopperSession.Session> found = fromCookie(request);
        found.filter(session::isToBeRenewed).ifPresent(old -> issue(old.shopper(), response));
        return found.map(ShopperSession.Session::shopper);
    }

    private Optional<ShopperSession.Session> fromCookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        return session.of(name -> Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue));
    }

    private Shopper newShopper(HttpServletRequest request, HttpServletResponse response) {
        rates.countSession(request);
        var shopper = new Shopper(Generators.timeBasedEpochRandomGenerator().generate());
        issue(shopper, response);
        return shopper;
    }

    private void issue(Shopper shopper, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(session.cookieName(), session.tokenFor(shopper))
                .httpOnly(true)
                .secure(properties.secureCookie())
                .sameSite("Lax")
                .path("/")
                .maxAge(properties.sessionMaxAge())
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
