-- Later events of a key wait behind its dead letter, in order, until somebody redrives or discards it.

set local lock_timeout = '5s';

-- No index takes a key of thousands of bytes; of a long one the beginning and a hash are kept, as the program does.
update dead_letters set key = left(key, 400) || '…' || encode(sha256(convert_to(key, 'UTF8')), 'hex') where length(key) > 500;

alter table dead_letters
    add column kind            text not null default 'POISON',
    add column state           text not null default 'OPEN',
    add column fingerprint     text,
    add column release         text,
    add column traceparent     text,
    add column attempts        int not null default 0,
    add column last_attempt_at timestamptz,
    add column last_error      text,
    add column edited_payload  bytea,
    add column version         int not null default 0,
    add column resolved_at     timestamptz,
    add column resolved_by     text,
    add column reason          text,
    add constraint dead_letters_kind_ck check (kind in ('POISON', 'WAITING')),
    add constraint dead_letters_state_ck
        check (state in ('OPEN', 'REDRIVEN', 'EDITED_REDRIVEN', 'DISCARDED', 'DUPLICATE')),
    add constraint dead_letters_resolved_ck check ((state = 'OPEN') = (resolved_at is null)),
    add constraint dead_letters_discarded_ck check (state <> 'DISCARDED' or length(coalesce(reason, '')) >= 10);

comment on column dead_letters.kind is 'POISON: its handler failed. WAITING: an earlier event of its key was a letter when it came.';
comment on column dead_letters.state is 'OPEN until it is resolved. DUPLICATE: its event had taken effect already.';
comment on column dead_letters.fingerprint is 'The same for failures of the same kind: type, exceptions, own stack frames. Null for WAITING.';
comment on column dead_letters.edited_payload is 'Takes the place of the payload in a redrive; the original stays.';
comment on column dead_letters.version is 'Goes up with each change by a person; a change names the version it was made from.';
comment on column dead_letters.resolved_by is 'The person who discarded it or asked for the redrive.';

-- A topic that was made again has the same offsets with other events. The name stays: the release before this one names it in its insert.
alter table dead_letters drop constraint dead_letters_record_uk;
alter table dead_letters add constraint dead_letters_record_uk
    unique nulls not distinct (consumer, topic, partition, "offset", event_id);

-- A relay that starts again from the table sends the same events at other offsets. Whatever stands there twice counts once.
update dead_letters later
set state = 'DUPLICATE', resolved_at = now(), resolved_by = 'migration V8'
where exists (select from dead_letters earlier
              where earlier.consumer = later.consumer and earlier.event_id = later.event_id and earlier.id < later.id)
   or exists (select from inbox where inbox.event_id = later.event_id and inbox.consumer = later.consumer);

-- One for each type and class of error, so that they are redriven together.
update dead_letters
set fingerprint = left(md5(concat_ws(' ', type, split_part(split_part(error, chr(10), 1), ':', 1))), 12);

create unique index dead_letters_open_event on dead_letters (consumer, event_id) where state = 'OPEN';
create index dead_letters_open_key on dead_letters (consumer, key, id) where state = 'OPEN';
create index dead_letters_key on dead_letters (key);

create table waiting_keys (
    consumer   text not null,
    key        text not null,
    letters    int not null,
    blocked_at timestamptz not null default now(),
    job_id     uuid,
    constraint waiting_keys_pk primary key (consumer, key),
    constraint waiting_keys_letters_ck check (letters > 0)
);

comment on table waiting_keys is 'The keys with open letters. The row is the right to touch the key: who handles, redrives, edits or discards an event of it locks the row first, in the order of consumer and key.';
comment on column waiting_keys.job_id is 'The redrive that has claimed the key.';

-- However a letter is written or resolved, also by hand or by an earlier release, the two tables agree.
create function count_waiting_letters() returns trigger
    language plpgsql
    set search_path = public, pg_temp
as $$
declare
    was_open boolean := tg_op <> 'INSERT' and old.state = 'OPEN';
    is_open  boolean := tg_op <> 'DELETE' and new.state = 'OPEN';
begin
    if is_open and not was_open and new.key is not null then
        insert into waiting_keys as waiting (consumer, key, letters) values (new.consumer, new.key, 1)
        on conflict (consumer, key) do update set letters = waiting.letters + 1;
    elsif was_open and not is_open and old.key is not null then
        delete from waiting_keys where consumer = old.consumer and key = old.key and letters = 1;
        if not found then
            update waiting_keys set letters = letters - 1 where consumer = old.consumer and key = old.key;
        end if;
    end if;
    return null;
end
$$;

create trigger count_waiting_letters after insert or delete or update of state on dead_letters
    for each row execute function count_waiting_letters();

insert into waiting_keys (consumer, key, letters, blocked_at)
select consumer, key, count(*), min(died_at) from dead_letters where state = 'OPEN' and key is not null group by consumer, key;

create table ops_jobs (
    id           uuid not null default uuidv7(),
    kind         text not null,
    state        text not null default 'PLANNED',
    plan         jsonb not null,
    plan_hash    text not null,
    canary       int,
    rate         float8,
    redriven     int not null default 0,
    duplicates   int not null default 0,
    failed       int not null default 0,
    reason       text not null,
    ticket       text,
    requested_by text not null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    started_by   text,
    started_at   timestamptz,
    finished_at  timestamptz,
    constraint ops_jobs_pk primary key (id),
    constraint ops_jobs_kind_ck check (kind in ('REDRIVE')),
    constraint ops_jobs_state_ck check (state in ('PLANNED', 'RUNNING', 'PAUSED', 'DONE', 'STOPPED')),
    constraint ops_jobs_reason_ck check (length(reason) >= 10)
);

comment on table ops_jobs is 'What operators asked for that takes longer than a moment. The locked row of a running job is the right to do its next step.';
comment on column ops_jobs.canary is 'After so many keys the job pauses by itself.';
comment on column ops_jobs.rate is 'At most so many letters a second.';

create index ops_jobs_running on ops_jobs (id) where state = 'RUNNING';

create table redrive_items (
    id       bigint generated always as identity,
    job_id   uuid not null,
    consumer text not null,
    key      text,
    upto     bigint not null,
    letters  int not null,
    state    text not null default 'OPEN',
    detail   text,
    constraint redrive_items_pk primary key (id),
    constraint redrive_items_job_fk foreign key (job_id) references ops_jobs (id) on delete cascade,
    constraint redrive_items_state_ck check (state in ('OPEN', 'DONE', 'FAILED'))
);

comment on table redrive_items is 'The frozen list of a redrive: the keys, and the last letter of each that belongs to it.';
comment on column redrive_items.key is 'Null for a letter without a key, which is upto alone.';

create index redrive_items_job on redrive_items (job_id, id);
create index redrive_items_open on redrive_items (job_id, id) where state = 'OPEN';

grant select, insert, update, delete on waiting_keys to ${app};
grant select, insert, update on ops_jobs to ${app};
grant select, insert, update on redrive_items to ${app};
