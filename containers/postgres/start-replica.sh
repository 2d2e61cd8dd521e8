#!/bin/bash
# The read replica: a copy of the primary that then follows it. It has no data of its own, so if it cannot follow any more it is
# copied again; to force that, remove its volume.
#
# Its slot on the primary keeps the log that it has not received, up to max_slot_wal_keep_size. If the replica was away for longer,
# the slot is lost, and with it the log in between.
set -euo pipefail
export PGPASSWORD=$SHOP_REPLICATOR_PASSWORD PGCONNECT_TIMEOUT=5

primary() {
    psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
        --host postgres --username replicator --dbname postgres --command "$1"
}

# Prints why the existing copy cannot be started, or nothing if it can. If the primary does not answer, copy waits for it.
defect() {
    if [ ! -f "$PGDATA/standby.signal" ]; then
        echo 'there is none yet'
    elif [ "$(primary "select count(*) from pg_replication_slots where slot_name = 'replica' and wal_status <> 'lost'")" = 0 ]; then
        echo 'the log it needs is gone'
    fi
}

# The slot keeps the log from before the copy begins, so that all of it is still there when the copy is complete.
copy() {
    rm -rf "$PGDATA.copying"
    primary "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'replica'" >/dev/null &&
        primary "select pg_create_physical_replication_slot('replica', true)" >/dev/null &&
        pg_basebackup --host postgres --username replicator --pgdata "$PGDATA.copying" \
            --slot replica --wal-method stream --checkpoint fast --write-recovery-conf
}

reason=$(defect)
if [ -n "$reason" ]; then
    echo "The replica is copied from the primary: $reason."
    # The old copy cannot be used again, and there may not be room for two.
    rm -rf "$PGDATA"
    until copy; do
        echo 'The primary cannot be copied yet; trying again in two seconds.' >&2
        sleep 2
    done
    chmod 700 "$PGDATA.copying"
    mv "$PGDATA.copying" "$PGDATA"
fi
exec "$@"
