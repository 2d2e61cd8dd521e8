-- What was committed to the outbox can be compared with what was published only if a row says which transaction committed it.
-- Rows from before this column have the number 0.
-- Appends queue behind a change of the table that waits, so it gives up soon; the migration is then run again.
set local lock_timeout = '5s';

alter table outbox add column transaction_id xid8 not null default '0';
alter table outbox alter column transaction_id set default pg_current_xact_id();
comment on column outbox.transaction_id is 'The transaction that appended the row; 0 if it was before rows said so.';

create index outbox_transaction_ix on outbox (transaction_id);

create table relay_progress (
    only_row   boolean not null default true,
    published  pg_snapshot not null,
    server     bigint not null,
    changed_at timestamptz not null default now(),
    constraint relay_progress_pk primary key (only_row),
    constraint relay_progress_only_row_ck check (only_row)
);

comment on table relay_progress is 'One row: what is proven to be published. The relay writes it.';
comment on column relay_progress.published is 'Kafka has acknowledged every outbox row whose transaction is visible in this snapshot.';
comment on column relay_progress.server is 'The system identifier of the server whose transactions these are; another one after a dump was restored elsewhere.';

-- The change of the table above waits for all transactions that have appended; those still open append later and are not in the snapshot.
insert into relay_progress (published, server) select pg_current_snapshot(), system_identifier from pg_control_system();

grant select, insert, update on relay_progress to ${relay};

create function number_foreign_outbox_rows() returns void
    language sql
    security definer
    set search_path = public, pg_temp
as $$
    update outbox set transaction_id = pg_current_xact_id()
    where transaction_id >= pg_snapshot_xmax(pg_current_snapshot());
$$;

comment on function number_foreign_outbox_rows is
    'Gives rows that another server has numbered (a restored dump) the number of the calling transaction. A row of this server has a smaller number than the next transaction. Runs with the owner''s rights, so that the relay''s role needs none on the outbox but SELECT.';

revoke execute on function number_foreign_outbox_rows from public;
grant execute on function number_foreign_outbox_rows to ${relay};
