#!/usr/bin/env bash
# Make the S3 store's image here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/versitygw.sh IMAGE     IMAGE: its name in deploy/images.toml; its tag is the version of the Go module
#
# VERSITYGW names a program that has been built already: it takes minutes.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
image=$1

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh"
context=$(mktemp -d -p /var/tmp saphan-versitygw.XXXXXX)
trap 'rm -rf --one-file-system "$context"' EXIT
if [ -n "${VERSITYGW:-}" ]; then
  install -m 755 "$VERSITYGW" "$context/versitygw"
else
  CGO_ENABLED=0 GOBIN="$context" go install "github.com/versity/versitygw/cmd/versitygw@${image##*:}"
fi
"$engine" build -q --network host --pull=never -t "$image" -f "$here/versitygw.Dockerfile" "$context" >/dev/null
