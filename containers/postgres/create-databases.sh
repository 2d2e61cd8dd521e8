#!/bin/bash
# First start of the primary: one database and three roles per service, and the auditor (as ServiceDatabase makes them; it says
# why), and what the replica needs: a role that makes its slot, and the right to connect.
set -euo pipefail

sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname postgres --set password="$SHOP_DATABASE_PASSWORD" "$@"; }

sql --set auditor_password="$SHOP_AUDITOR_PASSWORD" <<'SQL'
create role auditor login password :'auditor_password';
grant pg_read_all_data to auditor;
alter role auditor set default_transaction_read_only = on;
SQL

for service in cart checkout inventory order; do
    sql --set service="$service" --set owner="${service}_owner" --set app="${service}_app" --set relay="${service}_relay" --set replay="${service}_replay" <<'SQL'
create role :"owner" login password :'password';
create role :"app" login password :'password';
create role :"relay" login replication password :'password';
create role :"replay" nologin;
grant :"replay" to :"app" with inherit false, set true;
alter role :"relay" set wal_sender_timeout = '8s';
alter role :"relay" set log_min_messages = 'fatal';
alter role :"relay" set tcp_keepalives_idle = '5s';
alter role :"relay" set tcp_keepalives_interval = '2s';
alter role :"relay" set tcp_keepalives_count = 3;
create database :"service" owner :"owner";
revoke connect on database :"service" from public;
grant connect on database :"service" to :"app", :"relay", auditor;
SQL
done

sql <<'SQL'
create role replicator login replication password :'password';
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
