-- Tables whose key is a UUIDv7 are partitioned by day through the key itself: the first 48 bits are its Unix time in
-- milliseconds (RFC 9562), so the key alone is unique and no second partition column is needed.

create function uuid_v7_floor(at timestamptz) returns uuid
    language sql immutable strict parallel safe
    return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

comment on function uuid_v7_floor is 'The smallest UUID that a UUIDv7 made at this time or later can have.';

create function maintain_daily_partitions(parent regclass, days_ahead int, retention_days int) returns void
    language plpgsql
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '2s'
    set timezone = 'UTC'
as $$
declare
    day date;
    partition_name text;
    expired record;
begin
    if parent::text not in ('outbox', 'inbox') then
        raise exception 'maintain_daily_partitions: % is not a daily partitioned table of this schema', parent;
    end if;
    -- One pod at a time; the others find the work done.
    perform pg_advisory_xact_lock(hashtext('maintain_daily_partitions'));
    for day in select generate_series(current_date - 1, current_date + days_ahead, interval '1 day')::date loop
        partition_name := parent::text || '_' || to_char(day, 'YYYYMMDD');
        if to_regclass(partition_name) is null then
            begin
                execute format('create table %I partition of %s for values from (%L) to (%L)',
                    partition_name, parent, uuid_v7_floor(day::timestamptz), uuid_v7_floor((day + 1)::timestamptz));
            exception when check_violation then
                -- Rows of that day came before their partition and are in the default one: the day stays there.
                raise warning 'maintain_daily_partitions: % cannot be made, % holds rows of that day',
                    partition_name, parent::text || '_default';
            end;
        end if;
    end loop;
    for expired in
        select child.relname from pg_inherits
        join pg_class child on child.oid = pg_inherits.inhrelid
        where pg_inherits.inhparent = parent
          and child.relname ~ ('^' || parent::text || '_\d{8}$')
          and to_date(right(child.relname, 8), 'YYYYMMDD') < current_date - retention_days
    loop
        execute format('drop table %I', expired.relname);
    end loop;
    execute format('delete from %I where %I < current_date - %L::int', parent::text || '_default',
        case parent::text when 'outbox' then 'created_at' else 'received_at' end, retention_days);
end
$$;

comment on function maintain_daily_partitions is
    'Makes the partitions from yesterday to days_ahead, drops those older than retention_days, and deletes such rows from the default partition. Runs with the owner''s rights, so that the application role needs none of them.';

revoke execute on function maintain_daily_partitions from public;
grant execute on function maintain_daily_partitions to ${app};
