#!/usr/bin/env bash
# Databases and roles at the first start of PostgreSQL; run again (docs/country.md, "Change a secret") it changes passwords.
set -euo pipefail
secrets=/run/secrets
# by \set, not by -v: what stands on a command line is seen by every user of the machine
# terse: else an error shows the statement, with the password
psql -X -q -U postgres -d postgres <<SQL
\set VERBOSITY terse
\set gateway \`cat $secrets/gateway\`
\set case_registry \`cat $secrets/case_registry\`
\set civil_registration \`cat $secrets/civil_registration\`
\set document_exchange \`cat $secrets/document_exchange\`
\set health_summaries \`cat $secrets/health_summaries\`
\i /etc/saphan/roles.sql
SQL
