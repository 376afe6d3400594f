#!/bin/sh
# Start Kafka on this machine, in the foreground:
#   deploy/kafka/start.sh [DATA-FOLDER [PORT [CONTROLLER-PORT]]]
#   deploy/kafka/start.sh --secrets FOLDER [DATA-FOLDER [PORT [CONTROLLER-PORT [TLS-PORT]]]]
# With --secrets as in production: TLS, passwords and rights, from what secrets.sh has made in that folder. The users are
# made when the data folder is new. BUS_HOST (localhost) is how clients call it, BUS_BIND (127.0.0.1) where it listens.
# Needs Java 17, and Maven the first time (54 MB of jars into deploy/kafka/libs).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
secrets=
template=server.properties
if [ "${1:-}" = --secrets ]; then
    secrets=$(cd "$2" && pwd)
    template=secured.properties
    shift 2
fi
data=${1:-./kafka-data}
port=${2:-9092}
controller_port=${3:-9093}
tls_port=${4:-9094}

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
    -e "s|@TLS_PORT@|$tls_port|g" -e "s|@SECRETS@|$secrets|g" -e "s|@HOST@|${BUS_HOST:-localhost}|g" \
    -e "s|@BIND@|${BUS_BIND:-127.0.0.1}|g" "$here/$template" >"$data/server.properties"

if [ ! -f "$data/log/meta.properties" ]; then
    # a random UUID as Kafka writes them, without starting Java for it; no hyphen in front, or it would be an option
    id=S$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c2-22)
    set --
    if [ -n "$secrets" ]; then
        for file in "$secrets"/passwords/*; do
            set -- "$@" --add-scram "SCRAM-SHA-512=[name=$(basename "$file"),password=$(cat "$file")]"
        done
    fi
    java -cp "$libs/*" kafka.tools.StorageTool format -t "$id" -c "$data/server.properties" --standalone "$@"
fi

exec java -Xmx512m -XX:TieredStopAtLevel=1 -cp "$libs/*" kafka.Kafka "$data/server.properties"
