#!/bin/sh
# Start Kafka on this machine, in the foreground: deploy/kafka/start.sh [DATA-FOLDER [PORT [CONTROLLER-PORT]]]
# Needs Java 17, and Maven the first time (54 MB of jars into deploy/kafka/libs).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${1:-./kafka-data}
port=${2:-9092}
controller_port=${3:-9093}

version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' "$here/pom.xml")
libs="$here/libs/$version"

if [ ! -d "$libs" ]; then
    # into a folder of another name first: an interrupted download must not look complete
    unfinished="$libs.unfinished.$$"
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$unfinished"
    if [ -d "$libs" ]; then rm -rf "$unfinished"; else mv "$unfinished" "$libs"; fi
fi

mkdir -p "$data"
data=$(cd "$data" && pwd)
sed -e "s|@DATA@|$data|g" -e "s|@PORT@|$port|g" -e "s|@CONTROLLER_PORT@|$controller_port|g" \
    "$here/server.properties" >"$data/server.properties"

if [ ! -f "$data/log/meta.properties" ]; then
    id=$(java -cp "$libs/*" kafka.tools.StorageTool random-uuid)
    java -cp "$libs/*" kafka.tools.StorageTool format -t "$id" -c "$data/server.properties" --standalone
fi

exec java -Xmx512m -XX:TieredStopAtLevel=1 -cp "$libs/*" kafka.Kafka "$data/server.properties"
