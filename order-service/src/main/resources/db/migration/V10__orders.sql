create table orders (
    order_id          uuid not null,
    shopper_id        uuid,
    placed_at         timestamptz,
    lines             json,
    total_minor       bigint,
    currency          text,
    delivery          json,
    stock_reserved_at timestamptz,
    stock_rejected_at timestamptz,
    shortages         json,
    cancelled_at      timestamptz,
    cancelled_from    text,
    status            text,
    constraint orders_pk primary key (order_id),
    constraint orders_status_ck check (status in ('PLACED', 'CONFIRMED', 'REJECTED', 'CANCELLED')),
    constraint orders_placed_ck check (
        num_nulls(shopper_id, placed_at, lines, total_minor, currency, delivery, status) in (0, 7)),
    constraint orders_one_stock_answer_ck check (stock_reserved_at is null or stock_rejected_at is null),
    constraint orders_shortages_ck check ((stock_rejected_at is null) = (shortages is null)),
    constraint orders_cancelled_ck check (
        (cancelled_at is null) = (cancelled_from is null) and cancelled_from in ('PLACED', 'CONFIRMED'))
) with (fillfactor = 70); -- room on the page for the row versions that the stock answer and a cancellation make

comment on table orders is 'What is known of an order, one column per fact, null until it is known. Facts are never changed; status follows from them whatever the order in which they arrived.';
comment on column orders.placed_at is 'Fact from checkout.events, with shopper, lines, total and delivery. Before it is known nobody sees the row.';
comment on column orders.lines is 'As ordered, with the prices that held then. json and not jsonb: stored and read whole, and every text is accepted.';
comment on column orders.delivery is 'Personal data, here and in no other column.';
comment on column orders.stock_reserved_at is 'Fact from inventory.events; excludes stock_rejected_at.';
comment on column orders.cancelled_at is 'Fact made here by the shopper''s command; decided while the row is locked.';
comment on column orders.cancelled_from is 'The status the shopper saw and withdrew; keeps the timeline stable when a stock answer arrives later.';
comment on column orders.status is 'Derived from the facts; null until the order is placed.';

-- A shopper's orders, newest first; no column that changes after the placing, so that later facts are HOT updates.
create index orders_shopper_ix on orders (shopper_id, placed_at desc, order_id desc) where shopper_id is not null;

grant select, insert, update on orders to ${app};
