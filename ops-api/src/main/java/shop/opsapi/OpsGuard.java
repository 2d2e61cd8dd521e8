package shop.opsapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;

/** Lets a request reach an operation only if its caller has the role that the operation requires. */
final class OpsGuard implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation) {
            check(caller(), operation.getMethodAnnotation(Requires.class));
            if (HttpMethod.POST.matches(request.getMethod())) {
                IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
            }
        }
        return true;
    }

    /** @throws IllegalStateException outside of a request that has passed {@link OpsSecurity} */
    static Actor caller() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Actor actor) {
            return actor;
        }
        throw new IllegalStateException("A request has come to an operation without having been authenticated");
    }

    private static void check(Actor actor, @Nullable Requires required) {
        if (required == null || !actor.has(required.value())) {
            String role =
                    required == null ? "nobody has" : required.value().name().toLowerCase(Locale.ROOT);
            throw Problem.of(
                            HttpStatus.FORBIDDEN,
                            "role-missing",
                            "This needs another role",
                            "This needs the role " + role + ", and " + actor.name() + " does not have it.")
                    .with("role", role);
        }
    }
}
