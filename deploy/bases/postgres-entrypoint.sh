#!/usr/bin/env bash
# What upstream's entry point does with the variables that docker-compose.yml sets: a cluster at the first start with the
# superuser's password from a file, then the scripts of /docker-entrypoint-initdb.d; then the server itself.
set -euo pipefail
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  # shellcheck disable=SC2086 # several options in one variable, as upstream has it
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" ${POSTGRES_INITDB_ARGS:-} >/dev/null
  printf "listen_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
  printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  pg_ctl -w -s -o "-c listen_addresses='' -k /tmp" start
  export PGHOST=/tmp PGUSER=postgres PGPASSFILE=/dev/null
  PGPASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  export PGPASSWORD
  for script in /docker-entrypoint-initdb.d/*; do
    case $script in
      *.sh) bash "$script" ;;
      *.sql) psql -v ON_ERROR_STOP=1 -X -q -f "$script" ;;
    esac
  done
  unset PGPASSWORD
  pg_ctl -w -s -m fast stop
fi
exec "$@"
