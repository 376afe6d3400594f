#!/usr/bin/env bash
# Kafka of deploy/compose/kafka.properties, its storage made at the first start.
set -euo pipefail
properties=/etc/saphan/kafka.properties
if [ ! -f /var/lib/kafka/data/log/meta.properties ]; then
  id=$(/opt/kafka/bin/kafka-storage.sh random-uuid)
  /opt/kafka/bin/kafka-storage.sh format -t "$id" -c "$properties" --standalone
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
