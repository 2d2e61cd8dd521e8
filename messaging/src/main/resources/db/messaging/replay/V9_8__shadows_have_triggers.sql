-- A shadow is in use after the swap: it refuses what its table refuses.

create or replace function replay_prepare(projection text) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    target text;
    other  record;
    ddl    text;
    role   text := regexp_replace('${app}', '_app$', '_replay');
begin
    select table_name into strict target from public.projections where name = projection;
    if to_regrole(role) is null then
        raise exception 'There is no role %', role
            using hint = format('An administrator has to run: create role %I; grant %I to %I with inherit false, set true;', role, role, '${app}');
    end if;
    execute format('create table replay.%I (like public.%I including all excluding indexes)', target, target);
    for other in
        select conname, pg_get_constraintdef(oid) as definition
        from pg_constraint where conrelid = format('public.%I', target)::regclass and contype in ('p', 'u')
    loop
        execute format('alter table replay.%I add constraint %I %s', target, other.conname, other.definition);
    end loop;
    for ddl in
        select pg_get_indexdef(indexrelid) from pg_index
        where indrelid = format('public.%I', target)::regclass
            and not exists (select from pg_constraint where conindid = indexrelid)
    loop
        execute replace(ddl, format(' ON public.%I ', target), format(' ON replay.%I ', target));
    end loop;
    select format('alter table replay.%I set (%s)', target, array_to_string(reloptions, ', ')) into ddl
    from pg_class where oid = format('public.%I', target)::regclass and reloptions is not null;
    if ddl is not null then
        execute ddl;
    end if;
    execute format('comment on table replay.%I is %L', target, obj_description(format('public.%I', target)::regclass));
    for other in
        select privilege_type, grantee::regrole::text as grantee
        from pg_class, aclexplode(relacl) where oid = format('public.%I', target)::regclass and grantee <> relowner and grantee <> 0
    loop
        execute format('grant %s on replay.%I to %s', other.privilege_type, target, other.grantee);
    end loop;

    -- Refusals that no right can express.
    for ddl in
        select pg_get_triggerdef(oid) from pg_trigger
        where tgrelid = format('public.%I', target)::regclass and not tgisinternal
    loop
        execute replace(ddl, format(' ON public.%I ', target), format(' ON replay.%I ', target));
    end loop;

    -- By right: whoever replays has no way to write anything else.
    execute format('grant usage on schema replay, public to %I', role);
    execute format('grant select, insert, update, delete on replay.%I to %I', target, role);
    for ddl in select unnest(reads) from public.projections where name = projection loop
        execute format('grant select on public.%I to %I', ddl, role);
    end loop;
    for ddl in select unnest(marks) from public.projections where name = projection loop
        execute format('truncate replay.%I', ddl);
        execute format('grant select, insert, delete on replay.%I to %I', ddl, role);
        execute format('grant select, insert on replay.%I to %s', ddl, '${app}');
    end loop;
end
$$;
