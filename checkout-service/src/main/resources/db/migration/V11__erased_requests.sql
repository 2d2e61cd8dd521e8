-- The hash of a request can be computed from a guessed address, so it goes with the address.

create function erase_requests(shopper uuid) returns int
    language plpgsql
    security definer
    set search_path = public, pg_temp
    set lock_timeout = '5s'
as $$
declare
    erased int;
begin
    -- Waits for checkouts that are being committed.
    lock table checkouts in share row exclusive mode;
    update checkouts set request_hash = '' where shopper_id = shopper and request_hash <> '';
    get diagnostics erased = row_count;
    return erased;
end
$$;

comment on function erase_requests is 'Erases the hashes of a shopper''s requests and returns how many there were. The keys stay taken: a request that comes again is refused. Runs with the owner''s rights, so that the application role needs none to change a checkout.';
comment on column checkouts.request_hash is 'SHA-256 of the request''s canonical form, in hex: the same key with another request is refused. Empty after an erasure.';

revoke execute on function erase_requests from public;
grant execute on function erase_requests to ${app};
