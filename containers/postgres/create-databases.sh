#!/bin/bash
# First start of the primary: one database and its roles per service, and the auditor (as ServiceDatabase makes them; it says
# why), and what the replica needs: a role that makes its slot, and the right to connect. Each role has a password of its own.
set -euo pipefail

sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname postgres "$@"; }
# password SERVICE ROLE: from SHOP_<SERVICE>_<ROLE>_PASSWORD.
password() {
    local name=SHOP_${1^^}_${2^^}_PASSWORD
    printf '%s' "${!name}"
}

sql --set auditor_password="$SHOP_AUDITOR_PASSWORD" <<'SQL'
create role auditor login password :'auditor_password';
grant pg_read_all_data to auditor;
alter role auditor set default_transaction_read_only = on;
SQL

for service in cart checkout inventory order; do
    sql --set service="$service" --set owner="${service}_owner" --set app="${service}_app" --set replay="${service}_replay" \
        --set owner_password="$(password "$service" owner)" --set app_password="$(password "$service" app)" <<'SQL'
create role :"owner" login password :'owner_password';
create role :"app" login password :'app_password';
create role :"replay" nologin;
grant :"replay" to :"app" with inherit false, set true;
create database :"service" owner :"owner";
revoke connect on database :"service" from public;
grant connect on database :"service" to :"app", auditor;
SQL
done

# Those that publish events. PostgreSQL lets such a role stream the log of the whole server.
for service in checkout inventory order; do
    sql --set service="$service" --set relay="${service}_relay" --set relay_password="$(password "$service" relay)" <<'SQL'
create role :"relay" login replication password :'relay_password';
alter role :"relay" set wal_sender_timeout = '8s';
alter role :"relay" set log_min_messages = 'fatal';
alter role :"relay" set tcp_keepalives_idle = '5s';
alter role :"relay" set tcp_keepalives_interval = '2s';
alter role :"relay" set tcp_keepalives_count = 3;
grant connect on database :"service" to :"relay";
SQL
done

sql --set replicator_password="$SHOP_REPLICATOR_PASSWORD" <<'SQL'
create role replicator login replication password :'replicator_password';
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
