-- Orders are a fold of three topics; a replay builds them again from there.

create table replay.confirmed_orders (
    order_id uuid not null,
    constraint confirmed_orders_pk primary key (order_id)
);

comment on table replay.confirmed_orders is 'Orders whose confirmation a replay has seen: a cancellation after it withdraws a confirmed order, one without it an order that waits for its stock.';

insert into projections (name, table_name, reads, marks)
values ('order-status', 'orders', array['erased_shoppers'], array['confirmed_orders']);
