-- Whoever had the application's password could write anything into any event of the outbox, and have it published again.

create table outbox_erasures (
    topic       text not null,
    field       text not null,
    replacement json not null,
    constraint outbox_erasures_pk primary key (topic, field)
);

comment on table outbox_erasures is 'What may be changed in events: which field of which topic, and into what. Written by the migrations of a service alone.';
comment on column outbox_erasures.topic is 'As outbox.aggregatetype: the topic without its suffix .events.';
comment on column outbox_erasures.field is 'With personal data, at the top of the event.';
comment on column outbox_erasures.replacement is 'What stands there after an erasure, written as the service writes JSON.';

grant select on outbox_erasures to ${app};

create or replace function replace_in_outbox(topic text, aggregates text[], field text, replacement json) returns int
    language plpgsql
    security definer
    set search_path = public, pg_temp
as $$
declare
    erased   json;
    replaced int;
begin
    select declared.replacement into erased
    from outbox_erasures as declared
    where declared.topic = replace_in_outbox.topic and declared.field = replace_in_outbox.field
      and declared.replacement::jsonb = replace_in_outbox.replacement::jsonb;
    if not found then
        raise exception 'replace_in_outbox: % of % is not erased like this', field, topic
            using errcode = 'insufficient_privilege', hint = 'A migration of the service declares its erasures in outbox_erasures.';
    end if;
    update outbox
    -- Not by jsonb, which does not take every text that json takes.
    set payload = (select json_object_agg(part.key, case part.key when replace_in_outbox.field then erased else part.value end)
                   from json_each(payload) as part)
    where aggregatetype = replace_in_outbox.topic and aggregateid = any (aggregates)
      and payload -> replace_in_outbox.field is not null and payload ->> replace_in_outbox.field <> erased::text;
    get diagnostics replaced = row_count;
    return replaced;
end
$$;

comment on function replace_in_outbox is
    'Erases one field in the events of these aggregates, where it is not erased already, and returns how many events that were. It refuses what outbox_erasures does not name. What is published from the table from now on, such as after a lost slot, has the replacement; ids and order stay. Runs with the owner''s rights, so that the application role needs none to change an event.';
