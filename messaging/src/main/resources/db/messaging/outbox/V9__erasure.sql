-- The application appends to the outbox and changes nothing in it, but for what has to be erased.

create function replace_in_outbox(topic text, aggregates text[], field text, replacement json) returns int
    language plpgsql
    security definer
    set search_path = public, pg_temp
as $$
declare
    replaced int;
begin
    update outbox
    -- Not by jsonb, which does not take every text that json takes.
    set payload = (select json_object_agg(part.key, case part.key when field then replacement else part.value end)
                   from json_each(payload) as part)
    where aggregatetype = topic and aggregateid = any (aggregates)
      and payload -> field is not null and payload ->> field <> replacement::text;
    get diagnostics replaced = row_count;
    return replaced;
end
$$;

comment on function replace_in_outbox is
    'Replaces one field in the events of these aggregates, where it is not replaced already, and returns how many events that were. What is published from the table from now on, such as after a lost slot, has the replacement; ids and order stay. Runs with the owner''s rights, so that the application role needs none to change an event.';

revoke execute on function replace_in_outbox from public;
grant execute on function replace_in_outbox to ${app};
