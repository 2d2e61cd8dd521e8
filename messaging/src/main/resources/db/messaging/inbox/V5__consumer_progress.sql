-- How far a consumer has come. Kafka's committed offset may be behind it, may expire, and says nothing of a topic that was made
-- again.

create table consumer_progress (
    consumer    text not null,
    topic       text not null,
    partition   int not null,
    next_offset bigint not null,
    topic_id    text,
    constraint consumer_progress_pk primary key (consumer, topic, partition)
) with (fillfactor = 50);

comment on table consumer_progress is 'What the state of a consumer contains: written in the transaction of every batch.';
comment on column consumer_progress.next_offset is 'All records before it are handled, skipped or dead letters.';
comment on column consumer_progress.topic_id is 'Kafka''s id of the topic: a topic that was made again has another one. Null until somebody has looked.';

create table consumer_breaks (
    id          bigint generated always as identity,
    consumer    text not null,
    topic       text not null,
    partition   int not null,
    kind        text not null,
    from_offset bigint not null,
    to_offset   bigint not null,
    noticed_at  timestamptz not null default now(),
    resolved_at timestamptz,
    resolution  text,
    constraint consumer_breaks_pk primary key (id),
    constraint consumer_breaks_kind check (kind in ('GAP', 'CUT', 'RECREATED')),
    constraint consumer_breaks_resolved check ((resolved_at is null) = (resolution is null))
);

comment on table consumer_breaks is 'Where the records that a consumer gets do not follow the ones it has handled: events may be missing.';
comment on column consumer_breaks.kind is 'GAP: the records from from_offset to before to_offset never came. CUT: the topic ends at to_offset, before what was handled. RECREATED: the topic was made again, and what was not handled of the old one is gone.';
comment on column consumer_breaks.resolution is 'What was done about it, by whoever set resolved_at.';

create index consumer_breaks_open on consumer_breaks (id) where resolved_at is null;

grant select, insert, update, delete on consumer_progress to ${app};
grant select, insert, update on consumer_breaks to ${app};
