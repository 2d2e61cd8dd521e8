#!/bin/bash
# The replica's health: it receives the primary's log, or says why not.
#
# One that never can again, because the primary threw away log it has not received, is ended; Compose starts it again, and
# start-replica.sh makes it anew.
set -euo pipefail
export PGPASSWORD=$SHOP_DATABASE_PASSWORD PGCONNECT_TIMEOUT=2

# ask SQL CONNECTION...
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --dbname postgres --command "$@" 2>&1; }

state=$(ask "select coalesce((select status from pg_stat_wal_receiver), 'no connection to the primary')" --username postgres) ||
    { echo "It does not answer: $state"; exit 1; }
[ "$state" != streaming ] || exit 0

if slot=$(ask "select coalesce((select wal_status from pg_replication_slots where slot_name = 'replica'), 'lost')" --host postgres --username replicator) &&
    [ "$slot" = lost ]; then
    echo 'The log it needs is gone; it is copied anew.'
    kill -INT 1
else
    echo "It does not receive the primary's log: $state"
fi
exit 1
