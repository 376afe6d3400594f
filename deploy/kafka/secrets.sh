#!/bin/sh
# Make what a secured broker and its clients need: deploy/kafka/secrets.sh FOLDER [HOST …]
# A certificate authority (ca.pem, ca.key), the broker's key and certificate (broker.pem) for these host names, and a
# password in a file of its name for each user: the operator and the four services. What is there already is kept.
set -eu
umask 077

folder=${1:?a folder for keys, certificates and passwords}
shift
users="operator case-registry civil-registration document-exchange health-summaries"
names="DNS:localhost,IP:127.0.0.1"
for host in "$@"; do names="$names,DNS:$host"; done

mkdir -p "$folder/passwords"
cd "$folder"

if [ ! -f ca.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 -subj "/CN=Saphan bus CA" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout ca.key -out ca.pem 2>/dev/null
fi
if [ ! -f broker.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 365 -subj "/CN=kafka" \
        -CA ca.pem -CAkey ca.key -addext "basicConstraints=critical,CA:FALSE" -addext "subjectAltName=$names" \
        -addext "extendedKeyUsage=serverAuth,clientAuth" -keyout broker.key -out broker.crt 2>/dev/null
    cat broker.key broker.crt >broker.unfinished
    mv broker.unfinished broker.pem
    rm broker.key broker.crt
fi
for user in $users; do
    if [ ! -f "passwords/$user" ]; then openssl rand -hex 24 >"passwords/$user"; fi
done
