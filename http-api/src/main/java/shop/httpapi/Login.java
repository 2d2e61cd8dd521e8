package shop.httpapi;

/**
 * A shopper who has logged in, and who that was before. As a parameter of a controller method it is read from the bearer token and
 * the session cookie; without a token the request is refused.
 *
 * @param guest the shopper of the cookie; {@code shopper} itself if there is no valid one
 */
public record Login(Shopper shopper, Shopper guest) {}
