#!/usr/bin/env bash
# Put the S3 store's program into the folder from which its image is made.
#
#   deploy/bases/versitygw.sh FOLDER IMAGE     the tag of the image is the version of the Go module
#
# VERSITYGW names a program that has been built already: it takes minutes.
set -euo pipefail
context=$1 image=$2
if [ -n "${VERSITYGW:-}" ]; then
  install -m 755 "$VERSITYGW" "$context/versitygw"
else
  CGO_ENABLED=0 GOBIN="$context" go install "github.com/versity/versitygw/cmd/versitygw@${image##*:}"
fi
