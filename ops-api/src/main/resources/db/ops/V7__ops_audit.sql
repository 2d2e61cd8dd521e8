-- What operators did. Written in the transaction of what they did.

create table ops_audit (
    number   bigint not null,
    at       timestamptz not null,
    actor    text not null,
    roles    text not null,
    via      text not null,
    verb     text not null,
    target   text not null,
    reason   text,
    ticket   text,
    job      text,
    before   json,
    after    json,
    trace_id text,
    previous bytea not null,
    hash     bytea not null,
    constraint ops_audit_pk primary key (number),
    constraint ops_audit_number_ck check (number > 0),
    constraint ops_audit_hashes_ck check (length(previous) = 32 and length(hash) = 32)
);

comment on table ops_audit is 'What operators saw of personal data and what they changed, in order. Rows are only ever added.';
comment on column ops_audit.number is 'Without a gap: 1, 2, 3, …';
comment on column ops_audit.via is 'How the actor has proven who it is: by the token of this machine, or by which issuer.';
comment on column ops_audit.target is 'What it was done to, such as letter/17; no personal data.';
comment on column ops_audit.before is 'Of type json, not jsonb: the hash is over its characters.';
comment on column ops_audit.previous is 'The hash of the row before; 32 zero bytes in the first row.';
comment on column ops_audit.hash is 'SHA-256 over the row and previous, in the form that shop.opsapi.AuditRow defines.';

create table ops_audit_head (
    only_row boolean not null default true,
    number   bigint not null,
    hash     bytea not null,
    constraint ops_audit_head_pk primary key (only_row),
    constraint ops_audit_head_only_row_ck check (only_row)
);

comment on table ops_audit_head is 'One row: the number and the hash of the last row of ops_audit, so that rows that are missing at the end are noticed.';

insert into ops_audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));

create function refuse_change_of_audit() returns trigger
    language plpgsql
as $$
begin
    raise exception '% of % is refused: the audit trail is only added to', tg_op, tg_table_name;
end
$$;

create trigger ops_audit_append_only before update or delete or truncate on ops_audit
    for each statement execute function refuse_change_of_audit();
create trigger ops_audit_head_stays before delete or truncate on ops_audit_head
    for each statement execute function refuse_change_of_audit();

create table ops_answers (
    actor           text not null,
    idempotency_key text not null,
    request_hash    bytea not null,
    answer          json,
    answered_at     timestamptz not null,
    constraint ops_answers_pk primary key (actor, idempotency_key)
);

comment on table ops_answers is 'Answers to operators'' changes, so that a request that comes again is answered again and changes nothing. Kept for a week.';

create index ops_answers_answered_at_ix on ops_answers (answered_at);

grant select, insert on ops_audit to ${app};
grant select, update (number, hash) on ops_audit_head to ${app};
grant select, insert, update, delete on ops_answers to ${app};

-- So that the service can say whether an event is proven to be published. A service without an outbox has no such table.
do $$
begin
    if to_regclass('relay_progress') is not null then
        grant select on relay_progress to ${app};
    end if;
end
$$;
