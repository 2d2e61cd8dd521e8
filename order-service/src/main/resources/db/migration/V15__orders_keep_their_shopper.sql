-- Whose an order is, and what it costs, is written once: with the placing. Until then it is unknown, so the application has to have
-- the right to write it, and no grant can say that it may do so once.
set local lock_timeout = '5s';

create function refuse_change_of_placing() returns trigger
    language plpgsql
as $$
begin
    raise exception 'order % keeps its shopper, its time and its total', old.order_id using errcode = 'insufficient_privilege';
end
$$;

create trigger orders_keep_their_placing before update of order_id, shopper_id, placed_at, total_minor, currency on orders
    for each row
    when (old.order_id <> new.order_id or old.placed_at is not null
        and (old.shopper_id, old.placed_at, old.total_minor, old.currency)
            is distinct from (new.shopper_id, new.placed_at, new.total_minor, new.currency))
    execute function refuse_change_of_placing();

-- A replay may be under way, or the table from before the last one may be kept.
do $$
begin
    if to_regclass('replay.orders') is not null then
        create trigger orders_keep_their_placing before update of order_id, shopper_id, placed_at, total_minor, currency
            on replay.orders
            for each row
            when (old.order_id <> new.order_id or old.placed_at is not null
                and (old.shopper_id, old.placed_at, old.total_minor, old.currency)
                    is distinct from (new.shopper_id, new.placed_at, new.total_minor, new.currency))
            execute function public.refuse_change_of_placing();
    end if;
end
$$;
