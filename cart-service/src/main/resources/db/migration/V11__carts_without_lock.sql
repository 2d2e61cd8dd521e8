comment on table carts is 'One row per shopper that ever put something in a cart. A change is written only at the version it was decided on.';
