package shop.httpapi;

import java.util.UUID;

/**
 * Who is asking. As a parameter of a controller method it is read from the session cookie; without a valid one a new
 * shopper begins, and the response carries the cookie.
 */
public record Shopper(UUID id) {}
