create table products (
    sku         text not null,
    name        text not null,
    description text not null,
    price_minor bigint not null,
    currency    text not null,
    changed_at  timestamptz not null,
    constraint products_pk primary key (sku),
    constraint products_sku_form check (sku ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    constraint products_name_length check (length(name) between 1 and 200),
    constraint products_description_length check (length(description) <= 2000),
    constraint products_price_bounds check (price_minor between 0 and 10000000000),
    constraint products_currency_form check (currency ~ '^[A-Z]{3}$')
);

comment on table products is 'What the shop sells; the price asked here is the price a cart and a checkout state.';
comment on column products.price_minor is 'In the minor unit of the currency; bounded so that a full cart''s total stays exact in a browser (below 2^53).';

grant select, insert, update (name, description, price_minor, currency, changed_at) on products to ${app};
