-- An erasure can be repeated at a later time, and never moved to another shopper.
revoke update on erased_shoppers from ${app};
grant update (erased_at) on erased_shoppers to ${app};
