#!/usr/bin/env bash
# Put Kafka's jars and scripts into the folder from which its image is made.
#
#   deploy/bases/kafka.sh FOLDER
#
# The jars are upstream's own, from Maven Central by Maven (deploy/kafka/pom.xml says which); Java is Debian's. Of the
# scripts of upstream only those are made that docker-compose.yml calls, with the same names and arguments.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
context=$1
mvn -q -B -f "$here/../kafka/pom.xml" dependency:copy-dependencies -DoutputDirectory="$context/libs"
mkdir "$context/bin"
program() { # NAME CLASS
  # shellcheck disable=SC2016 # the script's own variables
  printf '#!/bin/sh\nexec java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:TieredStopAtLevel=1 -cp "/opt/kafka/libs/*" %s "$@"\n' \
    "$2" >"$context/bin/$1"
}
program kafka-server-start.sh kafka.Kafka
program kafka-storage.sh kafka.tools.StorageTool
program kafka-topics.sh org.apache.kafka.tools.TopicCommand
program kafka-configs.sh kafka.admin.ConfigCommand
program kafka-acls.sh org.apache.kafka.tools.AclCommand
chmod 755 "$context"/bin/*
