-- The application changes versions and quantities, and never whose a cart is.
revoke update on carts, cart_items from ${app};
grant update (version) on carts to ${app};
grant update (quantity) on cart_items to ${app};
