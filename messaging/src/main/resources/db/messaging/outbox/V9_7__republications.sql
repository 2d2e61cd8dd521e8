-- What an operator has asked to be published again from the outbox. The relay that reads the slot works on it.

create table republications (
    id           uuid not null default gen_random_uuid(),
    types        text[],
    keys         text[],
    since        timestamptz,
    until        timestamptz not null,
    rate         int not null,
    events       bigint not null,
    published    bigint not null default 0,
    position     uuid,
    state        text not null default 'RUNNING',
    reason       text not null,
    ticket       text,
    requested_by text not null,
    requested_at timestamptz not null default now(),
    finished_at  timestamptz,
    constraint republications_pk primary key (id),
    constraint republications_state_ck check (state in ('RUNNING', 'DONE', 'STOPPED')),
    constraint republications_rate_ck check (rate between 1 and 10000),
    constraint republications_finished_ck check ((finished_at is null) = (state = 'RUNNING'))
);

comment on table republications is 'Rows of the outbox that are published again because an operator asked for it. Consumers drop what took effect already.';
comment on column republications.types is 'Only events of these types; all if null.';
comment on column republications.keys is 'Only events of these aggregates; all if null.';
comment on column republications.rate is 'Events a second at most.';
comment on column republications.events is 'How many rows there were when it was asked for.';
comment on column republications.position is 'Kafka has acknowledged all chosen rows up to this id.';

create index republications_running_ix on republications (requested_at) where state = 'RUNNING';

grant select, insert, update (state, finished_at) on republications to ${app};
grant select, update (position, published, state, finished_at) on republications to ${relay};
