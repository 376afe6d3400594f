#!/usr/bin/env bash
# Kafka of deploy/compose/kafka.properties. `kafka.sh` starts it, its storage and users made at the first start;
# `kafka.sh users` in the running container gives each user the password that is in its file now.
set -euo pipefail
properties=/etc/saphan/kafka.properties
secrets=/run/secrets
users=(operator case-registry civil-registration document-exchange health-summaries)
umask 077

if [ "${1:-}" = users ]; then
  for user in "${users[@]}"; do
    printf 'SCRAM-SHA-512=[password=%s]\n' "$(cat "$secrets/$user")" >/tmp/user
    /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:9094 --alter --entity-type users --entity-name "$user" \
      --add-config-file /tmp/user
  done
  rm -f /tmp/user
  exit
fi

if [ ! -f /var/lib/kafka/data/log/meta.properties ]; then
  # a file of arguments, which java reads itself: a command line is seen by every user of the machine
  {
    printf '%s\n' '-cp "/opt/kafka/libs/*"' "kafka.tools.StorageTool format --standalone -c $properties"
    printf -- '-t %s\n' "$(/opt/kafka/bin/kafka-storage.sh random-uuid)"
    for user in "${users[@]}"; do
      printf -- '--add-scram "SCRAM-SHA-512=[name=%s,password=%s]"\n' "$user" "$(cat "$secrets/$user")"
    done
  } >/tmp/format
  java @/tmp/format
  rm /tmp/format
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
