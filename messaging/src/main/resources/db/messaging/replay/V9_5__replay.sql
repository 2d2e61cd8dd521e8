-- A projection is built again from the topics, in a shadow beside the table that is in use; then the two change places.

set local lock_timeout = '5s';

-- The shadow, under the table's own name. The statements of the service find it there when this schema comes first in the search path.
create schema replay;
grant usage on schema replay to ${app};

create table projections (
    name       text not null,
    table_name text not null,
    reads      text[] not null,
    marks      text[] not null,
    constraint projections_pk primary key (name)
);

comment on table projections is 'What can be built again from topics. Written by migrations alone.';
comment on column projections.reads is 'Tables that a replay may read besides.';
comment on column projections.marks is 'Tables of schema replay in which a replay notes what its shadow does not say.';

grant select on projections to ${app};

create table replays (
    id           uuid not null default uuidv7(),
    projection   text not null,
    state        text not null default 'PLANNED',
    plan         jsonb not null,
    plan_hash    text not null,
    horizon      timestamptz,
    rate         float8,
    events       bigint not null default 0,
    skipped      bigint not null default 0,
    withheld     bigint not null default 0,
    prepared     boolean not null default false,
    differences  bigint,
    detail       text,
    reason       text not null,
    ticket       text,
    requested_by text not null,
    requested_via text not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    started_by   text,
    started_at   timestamptz,
    swapped_by   text,
    swapped_at   timestamptz,
    finished_at  timestamptz,
    constraint replays_pk primary key (id),
    constraint replays_projection_fk foreign key (projection) references projections (name),
    constraint replays_state_ck
        check (state in ('PLANNED', 'RUNNING', 'PAUSED', 'SWAPPED', 'DONE', 'UNDONE', 'DROPPED', 'FAILED')),
    constraint replays_reason_ck check (length(reason) >= 10)
);

comment on table replays is 'The locked row of a running replay is the right to do its next step.';
comment on column replays.horizon is 'Topics have lost events up to here: orders of that time are copied, and not built again.';
comment on column replays.withheld is 'Events that a handler would have published again.';
comment on column replays.prepared is 'Whether the shadow exists, with what is copied.';
comment on column replays.differences is 'Rows in which shadow and table differed when somebody looked last.';

create unique index replays_one_at_a_time on replays (projection) where state in ('RUNNING', 'PAUSED', 'SWAPPED');

create table replay_progress (
    replay_id   uuid not null,
    topic       text not null,
    partition   int not null,
    start_offset bigint not null,
    end_offset  bigint not null,
    next_offset bigint not null,
    constraint replay_progress_pk primary key (replay_id, topic, partition),
    constraint replay_progress_fk foreign key (replay_id) references replays (id) on delete cascade
);

comment on table replay_progress is 'What the shadow contains: written in the transaction of every batch.';
comment on column replay_progress.end_offset is 'As the plan showed it. A replay goes on after it, because events arrive meanwhile.';

create table replay_postponed (
    replay_id uuid not null,
    letter_id bigint not null,
    constraint replay_postponed_pk primary key (replay_id, letter_id),
    constraint replay_postponed_fk foreign key (replay_id) references replays (id) on delete cascade
);

comment on table replay_postponed is 'Dead letters that were open when their events came past: they count when they are redriven.';

create index if not exists dead_letters_event on dead_letters (event_id);

grant select, insert, update on replays to ${app};
grant select, insert, update on replay_progress to ${app};
grant select, insert, delete on replay_postponed to ${app};

-- Makes the shadow: the same columns, constraints, indexes and rights, under the same names. The service's own role may not make tables.
create function replay_prepare(projection text) returns void
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

-- The table in use and the shadow change places. Whoever reads or writes it waits for that moment.
create function replay_swap(projection text) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    target text;
    role   text := regexp_replace('${app}', '_app$', '_replay');
begin
    select table_name into strict target from public.projections where name = projection;
    execute format('lock table public.%I, replay.%I in access exclusive mode', target, target);
    create schema replay_swap;
    execute format('alter table public.%I set schema replay_swap', target);
    execute format('alter table replay.%I set schema public', target);
    execute format('alter table replay_swap.%I set schema replay', target);
    drop schema replay_swap;
    execute format('grant select, insert, update, delete on replay.%I to %I', target, role);
    execute format('revoke all on public.%I from %I', target, role);
end
$$;

create function replay_drop(projection text) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    target text;
begin
    select table_name into strict target from public.projections where name = projection;
    execute format('drop table if exists replay.%I', target);
end
$$;

revoke execute on function replay_prepare(text), replay_swap(text), replay_drop(text) from public;
grant execute on function replay_prepare(text), replay_swap(text), replay_drop(text) to ${app};
