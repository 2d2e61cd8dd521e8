create table inbox (
    event_id    uuid not null,
    consumer    text not null,
    received_at timestamptz not null default now(),
    constraint inbox_pk primary key (event_id, consumer)
) partition by range (event_id);

comment on table inbox is 'Ids of the events whose effects are committed: a second delivery finds its id here and changes nothing.';

-- Ids that are no UUIDv7, or whose daily partition was not made in time.
create table inbox_default partition of inbox default;

create table dead_letters (
    id         bigint generated always as identity,
    consumer   text not null,
    topic      text not null,
    partition  int not null,
    "offset"   bigint not null,
    event_id   uuid,
    type       text,
    key        text,
    headers    jsonb not null,
    payload    bytea,
    error      text not null,
    died_at    timestamptz not null default now(),
    constraint dead_letters_pk primary key (id),
    constraint dead_letters_record_uk unique (consumer, topic, partition, "offset")
);

comment on table dead_letters is 'Records that could not be processed and never will without a change, whole, with the reason.';
comment on column dead_letters.key is 'The aggregate id; no personal data.';

grant select, insert on inbox to ${app};
grant select, insert, update, delete on dead_letters to ${app};

select maintain_daily_partitions('inbox', 7, 14);
