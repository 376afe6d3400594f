#!/usr/bin/env bash
# Kafka of deploy/compose/kafka.properties. `kafka.sh` starts it, its storage and users made at the first start;
# `kafka.sh users` in the running container gives each user the password that is in its file now.
set -euo pipefail
properties=/etc/saphan/kafka.properties
secrets=/run/secrets
users=(operator case-registry civil-registration document-exchange health-summaries)
umask 077

if [ "${1:-}" = users ]; then
  given=/tmp/user
  trap 'rm -f "$given"' EXIT
  for user in "${users[@]}"; do
    password=$(cat "$secrets/$user") # by itself: a file that is missing ends this, and gives nobody an empty password
    printf 'SCRAM-SHA-512=password=%s\n' "$password" >"$given"
    # not what Kafka says: a refusal of its repeats the password
    if ! /opt/kafka/bin/kafka-configs.sh --bootstrap-server 127.0.0.1:9094 --alter --entity-type users \
      --entity-name "$user" --add-config-file "$given" >/dev/null 2>&1; then
      echo "kafka.sh: the password of $user was not taken: see whether Kafka runs, and repeat." >&2
      echo "kafka.sh: ຕັ້ງລະຫັດຜ່ານຂອງ $user ບໍ່ໄດ້: ກວດວ່າ Kafka ເຮັດວຽກຢູ່ບໍ່ ແລ້ວລອງໃໝ່." >&2
      exit 1
    fi
  done
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
  java @/tmp/format || { rm -f /tmp/format; exit 1; }
  rm /tmp/format
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
