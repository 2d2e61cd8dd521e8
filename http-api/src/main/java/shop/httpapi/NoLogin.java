package shop.httpapi;

/** The log-in of a shop that has none: a token is refused, because whoever sends one does not want to be a guest. */
final class NoLogin implements ShopperLogin {

    @Override
    public Shopper shopperOf(String token) {
        throw Unauthorized.noLogin();
    }
}
