-- The order stays and the person goes.
set local lock_timeout = '5s';

create table erased_shoppers (
    shopper_id uuid not null,
    erased_at  timestamptz not null,
    constraint erased_shoppers_pk primary key (shopper_id)
);

comment on table erased_shoppers is 'Shoppers whose personal data were erased. Deliveries of orders placed up to then are not stored again, however often and from wherever their events come.';

grant select, insert, update on erased_shoppers to ${app};

alter table orders add column delivery_erased_at timestamptz;
comment on column orders.delivery_erased_at is 'When the delivery was erased, or was kept out because its shopper had been erased.';

alter table orders drop constraint orders_placed_ck;
-- The rows keep the stricter rule from before.
alter table orders add constraint orders_placed_ck check (
    num_nulls(shopper_id, placed_at, lines, total_minor, currency, status) in (0, 6)
    and (delivery is null) = (placed_at is null or delivery_erased_at is not null)
    and (delivery_erased_at is null or placed_at is not null)) not valid;
