package shop.httpapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The refusals with status 401: a problem document, and the challenge that RFC 6750 (section 3) demands. */
final class Unauthorized {

    private static final String SCHEME = "Bearer";

    private Unauthorized() {}

    /** Without an error: nobody has tried to log in (RFC 6750, section 3.1). */
    static Problem tokenMissing() {
        return problem(
                SCHEME,
                "token-missing",
                "No valid token",
                "This is only for shoppers who have logged in. Log in, then send the token as "
                        + HttpHeaders.AUTHORIZATION + ": Bearer …");
    }

    static Problem tokenInvalid() {
        return invalidToken(
                "token-invalid",
                "The token is not valid",
                "The shop does not accept this token. Log in again.",
                "The token is not valid for this shop");
    }

    static Problem tokenExpired() {
        return invalidToken(
                "token-invalid",
                "The token is not valid",
                "The log-in has expired. Log in again.",
                "The token has expired");
    }

    static Problem noLogin() {
        return invalidToken(
                "login-not-offered",
                "This shop knows no log-in",
                "This shop knows no log-in. Send the request without a token to go on as a guest.",
                "This shop knows no log-in");
    }

    private static Problem invalidToken(String code, String title, String detail, String description) {
        return problem(
                SCHEME + " error=\"invalid_token\", error_description=\"" + description + "\"", code, title, detail);
    }

    private static Problem problem(String challenge, String code, String title, String detail) {
        Problem problem = Problem.of(HttpStatus.UNAUTHORIZED, code, title, detail);
        problem.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, challenge);
        return problem;
    }
}
