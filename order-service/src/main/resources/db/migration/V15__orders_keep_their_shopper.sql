-- Whose an order is, is written once: with the placing. Until then it is unknown, so the application has to have the right to write
-- it, and no grant can say that it may do so once.
set local lock_timeout = '5s';

create function refuse_change_of_shopper() returns trigger
    language plpgsql
as $$
begin
    raise exception 'order % keeps its shopper', old.order_id using errcode = 'insufficient_privilege';
end
$$;

create trigger orders_keep_their_shopper before update of order_id, shopper_id on orders
    for each row
    when (old.order_id <> new.order_id or old.shopper_id is not null and old.shopper_id is distinct from new.shopper_id)
    execute function refuse_change_of_shopper();

-- A replay may be under way, or the table from before the last one may be kept.
do $$
begin
    if to_regclass('replay.orders') is not null then
        create trigger orders_keep_their_shopper before update of order_id, shopper_id on replay.orders
            for each row
            when (old.order_id <> new.order_id or old.shopper_id is not null and old.shopper_id is distinct from new.shopper_id)
            execute function public.refuse_change_of_shopper();
    end if;
end
$$;
