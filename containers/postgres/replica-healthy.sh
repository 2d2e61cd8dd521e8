#!/bin/bash
# The replica's health: it receives the primary's log, or says why not.
#
# If the primary has removed log that the replica has not received, the replica can never follow again. It is then ended; Compose
# starts it again, and start-replica.sh makes a new copy.
set -euo pipefail
export PGPASSWORD=$SHOP_REPLICATOR_PASSWORD PGCONNECT_TIMEOUT=2

# ask SQL CONNECTION...
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --dbname postgres --command "$@" 2>&1; }

state=$(ask "select coalesce((select status from pg_stat_wal_receiver), 'no connection to the primary')" --username postgres) ||
    { echo "It does not answer: $state"; exit 1; }
[ "$state" != streaming ] || exit 0

if slot=$(ask "select coalesce((select wal_status from pg_replication_slots where slot_name = 'replica'), 'lost')" --host postgres --username replicator) &&
    [ "$slot" = lost ]; then
    echo 'The log it needs is gone; it will be copied from the primary again.'
    kill -INT 1
else
    echo "It does not receive the primary's log: $state"
fi
exit 1
