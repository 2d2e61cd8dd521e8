-- What redrives lacked where many processes, releases and operators work on the same letters.

set local lock_timeout = '5s';

alter table ops_jobs
    add column release    text,
    add column stepped_at timestamptz,
    add column next_at    timestamptz;

comment on column ops_jobs.release is 'Of the process that started it. Others take a step only after it has stood still for a minute.';
comment on column ops_jobs.stepped_at is 'When a process took the last step.';
comment on column ops_jobs.next_at is 'Not before, so that the rate holds over all processes.';

create index ops_jobs_finished on ops_jobs (finished_at) where finished_at is not null;

alter table redrive_items add column versions text not null default '';

comment on column redrive_items.versions is 'A hash of the letters of the plan and their versions. What runs is what was shown: if one was changed meanwhile, it does not run.';

alter table dead_letters
    add column job_id uuid,
    add column digest text;

comment on column dead_letters.job_id is 'The redrive that has claimed a letter without a key; with a key, waiting_keys has it.';
comment on column dead_letters.digest is 'Of a record without an event id: a topic that was made again has other records at the same places.';

-- The name stays: a release before V8 names it in its insert.
alter table dead_letters drop constraint dead_letters_record_uk;
alter table dead_letters add constraint dead_letters_record_uk
    unique nulls not distinct (consumer, topic, partition, "offset", event_id, digest);

create index dead_letters_job on dead_letters (job_id) where job_id is not null;

create table erased_people (
    person    uuid not null,
    erased_at timestamptz not null,
    constraint erased_people_pk primary key (person)
);

comment on table erased_people is 'Whose personal data was erased. An event from before that becomes a dead letter is stored without it.';

grant delete on ops_jobs to ${app};
grant select, insert, update on erased_people to ${app};
