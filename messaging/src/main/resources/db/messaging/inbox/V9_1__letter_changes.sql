-- One person asks for a change of a dead letter, another one approves it.

create table letter_changes (
    id             bigint generated always as identity,
    letter_id      bigint not null,
    letter_version int not null,
    verb           text not null,
    payload        bytea,
    answer         text,
    reason         text not null,
    ticket         text,
    state          text not null default 'REQUESTED',
    requested_by   text not null,
    requested_via  text not null,
    requested_at   timestamptz not null default now(),
    expires_at     timestamptz not null,
    decided_by     text,
    decided_at     timestamptz,
    alone          boolean not null default false,
    constraint letter_changes_pk primary key (id),
    constraint letter_changes_letter_fk foreign key (letter_id) references dead_letters (id) on delete cascade,
    constraint letter_changes_verb_ck check (verb in ('EDIT', 'DISCARD')),
    constraint letter_changes_state_ck check (state in ('REQUESTED', 'APPROVED', 'WITHDRAWN')),
    constraint letter_changes_reason_ck check (length(reason) >= 10),
    constraint letter_changes_decided_ck
        check ((state = 'REQUESTED') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint letter_changes_two_people_ck
        check (state <> 'APPROVED' or alone or decided_by is distinct from requested_by)
);

comment on table letter_changes is 'What operators asked to do with dead letters, and who approved it. Nothing happens to the letter before.';
comment on column letter_changes.letter_version is 'Of the letter that was looked at: if it is another one, the request cannot be approved any more.';
comment on column letter_changes.payload is 'Of an edit, until it is decided or expires; then the letter has it, or nobody needs it.';
comment on column letter_changes.answer is 'The outcome of a discard.';
comment on column letter_changes.alone is 'Approved by whoever asked: only on a machine of one person, and only if a setting says so.';

create index letter_changes_letter on letter_changes (letter_id);

grant select, insert, update, delete on letter_changes to ${app};
