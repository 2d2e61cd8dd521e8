create table checkouts (
    order_id        uuid not null,
    shopper_id      uuid not null,
    idempotency_key text not null,
    request_hash    text not null,
    cart_version    bigint not null,
    answer          text not null,
    placed_at       timestamptz not null,
    constraint checkouts_pk primary key (order_id),
    constraint checkouts_once_per_key unique (shopper_id, idempotency_key),
    constraint checkouts_once_per_cart_version unique (shopper_id, cart_version)
);

comment on table checkouts is 'Every accepted checkout, written with its event in one transaction. Holds no personal data: the delivery is in the event only.';
comment on column checkouts.idempotency_key is 'The client''s name for the request; belongs to the shopper, so another shopper''s equal key is another request.';
comment on column checkouts.request_hash is 'SHA-256 of the request''s canonical form, in hex: the same key with another request is refused.';
comment on column checkouts.cart_version is 'The version of the shopper''s cart that was ordered; a version is ordered once.';
comment on column checkouts.answer is 'The body of the answer, returned byte for byte whenever the request comes again.';

grant select, insert on checkouts to ${app};
