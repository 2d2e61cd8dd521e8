-- Whoever named a time that is still to come had every expired day of the inbox dropped, also those whose events could be delivered again.

create or replace function maintain_partitions(parent regclass, days_ahead int, retention_days int, undeliverable_before timestamptz)
    returns table (subject text, problem text)
    language plpgsql
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '2s'
    set timezone = 'UTC'
as $$
declare
    day date;
    looked record;
    oldest_kept date;
    expired record;
    proven pg_snapshot;
    has_unproven boolean;
begin
    if parent::text not in ('outbox', 'inbox') then
        raise exception 'maintain_partitions: % is not a daily partitioned table of this schema', parent;
    end if;
    if days_ahead is null or days_ahead not between 1 and 366 then
        raise exception 'maintain_partitions: partitions are made for 1 to 366 days ahead, not for %', days_ahead;
    end if;
    if retention_days is null or retention_days not between 1 and 3660 then
        raise exception 'maintain_partitions: rows are kept for 1 to 3660 days, not for %', retention_days;
    end if;
    -- What comes after now is not known to be undeliverable.
    if undeliverable_before > now() then
        raise exception 'maintain_partitions: % has not been yet, so its events can still be delivered', undeliverable_before;
    end if;
    -- One pod at a time; the others find the work done.
    perform pg_advisory_xact_lock(hashtext('maintain_daily_partitions'));

    for day in select generate_series(current_date - 1, current_date + days_ahead, interval '1 day')::date loop
        subject := parent::text || '_' || to_char(day, 'YYYYMMDD');
        if to_regclass(subject) is null then
            begin
                execute format('create table %I partition of %s for values from (%L) to (%L)',
                    subject, parent, uuid_v7_floor(day::timestamptz), uuid_v7_floor((day + 1)::timestamptz));
            exception when check_violation then
                -- Rows of that day came before their partition and are in the default one: the day stays there.
                problem := 'cannot be made, the default partition holds rows of that day';
                return next;
            end;
        end if;
    end loop;

    select * into strict looked from look_at_retention_clock();
    if looked.problem is not null then
        subject := 'clock';
        problem := looked.problem;
        return next;
    end if;
    oldest_kept := looked.reference::date - retention_days;
    select published into proven from relay_progress;

    for expired in
        select child.relname::text as name, to_date(right(child.relname, 8), 'YYYYMMDD') as day from pg_inherits
        join pg_class child on child.oid = pg_inherits.inhrelid
        where pg_inherits.inhparent = parent
          -- The default partition has no day, and the planner may look at it first.
          and case when child.relname ~ ('^' || parent::text || '_\d{8}$')
              then to_date(right(child.relname, 8), 'YYYYMMDD') < oldest_kept else false end
        order by child.relname
    loop
        subject := expired.name;
        if parent::text = 'inbox' then
            continue when undeliverable_before is null;
            if (expired.day + 1)::timestamptz > undeliverable_before then
                -- Topics keep whole segments, so some weeks are usual.
                if expired.day < oldest_kept - 30 then
                    problem := 'has been expired for a month and is kept: its events can still be delivered';
                    return next;
                end if;
                continue;
            end if;
        else
            for locked in 0..1 loop
                -- A day that stays is not locked. For one that goes, nobody appends to it between the second look and the drop.
                if locked = 1 then
                    execute format('lock table only %s in access exclusive mode', parent);
                end if;
                execute format('select exists (select from %I where $1 is null or transaction_id >= pg_snapshot_xmax($1)'
                    || ' or transaction_id = any (array(select pg_snapshot_xip($1))))', expired.name)
                    into has_unproven using proven;
                exit when has_unproven;
            end loop;
            if has_unproven then
                problem := 'is expired and kept: it holds events that are not proven to be published';
                return next;
                continue;
            end if;
        end if;
        execute format('drop table %I', expired.name);
    end loop;

    if parent::text = 'outbox' then
        delete from outbox_default
        where created_at < oldest_kept and pg_visible_in_snapshot(transaction_id, proven);
    elsif undeliverable_before is not null then
        execute 'delete from inbox_default where received_at < least($1::timestamptz, $2)'
            using oldest_kept, undeliverable_before;
    end if;
end
$$;
