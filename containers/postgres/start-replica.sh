#!/bin/bash
# The read replica: at its first start a copy of the primary, from then on its follower. To copy anew: remove its volume.
set -euo pipefail
export PGPASSWORD=$SHOP_DATABASE_PASSWORD

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA" "$PGDATA.copying"
    until pg_basebackup --host postgres --username replicator --pgdata "$PGDATA.copying" \
        --slot replica --wal-method stream --checkpoint fast --write-recovery-conf; do
        echo 'The primary cannot be copied yet; trying again in two seconds.' >&2
        rm -rf "$PGDATA.copying"
        sleep 2
    done
    chmod 700 "$PGDATA.copying"
    mv "$PGDATA.copying" "$PGDATA"
fi
exec "$@"
