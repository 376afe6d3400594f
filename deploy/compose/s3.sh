#!/bin/sh
# The S3 store over a folder, with its keys from files; `s3.sh health` asks whether it answers.
set -eu
if [ "${1:-}" = health ]; then
  exec wget -q -O /dev/null http://127.0.0.1:7070/health
fi
ROOT_ACCESS_KEY=document-exchange
ROOT_SECRET_KEY=$(cat /run/secrets/key)
export ROOT_ACCESS_KEY ROOT_SECRET_KEY
mkdir -p /data/documents # a bucket is a folder
exec versitygw --quiet --port :7070 --region country --health /health posix /data
