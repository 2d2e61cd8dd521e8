create table carts (
    shopper_id uuid not null,
    version    bigint not null,
    constraint carts_pk primary key (shopper_id),
    constraint carts_version_not_negative check (version >= 0)
);

comment on table carts is 'One row per shopper that ever put something in a cart. Its lock makes the changes of one cart follow each other.';
comment on column carts.version is 'Rises with every change and never falls, not even when the cart is emptied: a version names one content.';

create table cart_items (
    shopper_id       uuid not null,
    sku              text not null,
    quantity         int not null,
    added_in_version bigint not null,
    constraint cart_items_pk primary key (shopper_id, sku),
    constraint cart_items_of_cart foreign key (shopper_id) references carts (shopper_id),
    constraint cart_items_quantity_in_bounds check (quantity between 1 and 1000)
);

comment on table cart_items is 'What lies in a cart now: SKU and quantity. Names, prices and stock are inventory''s and are not kept here.';
comment on column cart_items.added_in_version is 'The cart''s version that brought the SKU in; items are shown in this order.';

grant select, insert, update on carts to ${app};
grant select, insert, update, delete on cart_items to ${app};
