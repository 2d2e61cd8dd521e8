create table outbox (
    id            uuid not null default uuidv7(),
    aggregatetype text not null,
    aggregateid   text not null,
    type          text not null,
    payload       json not null,
    traceparent   text,
    created_at    timestamptz not null default now(),
    constraint outbox_pk primary key (id)
) partition by range (id);

comment on table outbox is 'Events written in the transaction of the change they tell of; the relay publishes them to Kafka. Rows stay until their day is dropped: they are the way back after a lost slot.';
comment on column outbox.id is 'UUIDv7, the CloudEvents id; its time is the CloudEvents time.';
comment on column outbox.aggregatetype is 'The topic without its suffix .events.';
comment on column outbox.aggregateid is 'The Kafka key: events of one aggregate stay in commit order.';
comment on column outbox.type is 'The CloudEvents type, e.g. checkout.order-placed.v1.';
comment on column outbox.traceparent is 'W3C trace context of the change.';

-- Takes rows only if the daily partitions were not made in time; they are published all the same.
create table outbox_default partition of outbox default;

-- Timestamps are left out: decoding them is most of the relay's work per row, and the id tells the time.
create publication outbox for table outbox (id, aggregatetype, aggregateid, type, payload, traceparent)
    with (publish = 'insert', publish_via_partition_root = true);

grant select, insert on outbox to ${app};
grant select on outbox to ${relay};

select maintain_daily_partitions('outbox', 7, 7);
