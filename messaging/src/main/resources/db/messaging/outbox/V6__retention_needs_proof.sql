-- Age alone dropped days that nobody had published yet when the server's clock was sixteen days ahead for six seconds (ADR 0021).

create table retention_clock (
    only_row   boolean not null default true,
    earlier_at timestamptz not null default now(),
    later_at   timestamptz not null default now(),
    constraint retention_clock_pk primary key (only_row),
    constraint retention_clock_only_row_ck check (only_row)
);

comment on table retention_clock is 'One row: two looks at the clock, at least a day apart. What is expired is judged by the earlier one, so a clock that is wrong for less than a day drops nothing.';

insert into retention_clock default values;

create function look_at_retention_clock(out reference timestamptz, out problem text)
    language plpgsql
    security definer
    set search_path = public, pg_temp
as $$
declare
    looks retention_clock;
begin
    select * into strict looks from retention_clock for update;
    if now() < looks.later_at - interval '1 minute' then
        problem := format('the clock went back by %s, to %s', date_trunc('second', looks.later_at - now()), now());
        update retention_clock set earlier_at = least(looks.earlier_at, now()), later_at = now();
    elsif now() >= looks.later_at + interval '1 day' then
        if now() >= looks.later_at + interval '2 days' then
            problem := format('the clock is %s ahead of the last look: it leapt, or nothing ran for so long; nothing expires by it before tomorrow',
                date_trunc('second', now() - looks.later_at));
        end if;
        update retention_clock set earlier_at = looks.later_at, later_at = now();
    end if;
    select earlier_at into strict reference from retention_clock;
end
$$;

comment on function look_at_retention_clock is 'Looks at the clock, and returns the time by which retention judges and what is odd about the clock.';

create function maintain_partitions(parent regclass, days_ahead int, retention_days int, undeliverable_before timestamptz)
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

comment on function maintain_partitions is
    'Makes the partitions from yesterday to days_ahead, and drops expired ones: of the outbox if all their events are proven to be published, of the inbox if the caller knows that events of that day cannot be delivered any more (null: it does not know). Returns what somebody should know. Runs with the owner''s rights, so that the application role needs none of them.';

revoke execute on function maintain_partitions from public;
revoke execute on function look_at_retention_clock from public;
grant execute on function maintain_partitions to ${app};

-- What the release before calls.
create or replace function maintain_daily_partitions(parent regclass, days_ahead int, retention_days int) returns void
    language plpgsql
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '2s'
as $$
begin
    perform from maintain_partitions(parent, days_ahead, retention_days, null);
end
$$;

comment on function maintain_daily_partitions is 'As maintain_partitions, for the release before; an inbox keeps its days.';
