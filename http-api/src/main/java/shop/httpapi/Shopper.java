package shop.httpapi;

import java.util.UUID;

/**
 * Who is asking. As a parameter of a controller method it is read from the session cookie. Without a valid cookie it is a new
 * shopper, and the response sets the cookie.
 */
public record Shopper(UUID id) {}
