create table notes (
    id      bigint generated always as identity,
    note_id uuid not null,
    number  int not null,
    constraint notes_number_small check (number < 1000)
);
grant select, insert, delete on notes to ${app};
