create table stock_intakes (
    idempotency_key text not null,
    sku             text not null,
    quantity        int not null,
    received_at     timestamptz not null,
    constraint stock_intakes_pk primary key (idempotency_key),
    constraint stock_intakes_stock_fk foreign key (sku) references stock,
    constraint stock_intakes_quantity_positive check (quantity > 0)
);

comment on table stock_intakes is 'Every delivery of goods taken in, once per key; their sum per SKU is stock.on_hand.';
comment on column stock_intakes.idempotency_key is 'Chosen by the caller: a repeated request is known by it.';

grant select, insert on stock_intakes to ${app};
