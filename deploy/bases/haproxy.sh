#!/usr/bin/env bash
# Make the image of Debian's own haproxy here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/haproxy.sh IMAGE      IMAGE: its name in deploy/images.toml
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
image=$1

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh"
context=$(mktemp -d -p /var/tmp saphan-haproxy.XXXXXX)
trap 'rm -rf --one-file-system "$context"' EXIT
"$engine" build -q --network host --pull=never -t "$image" -f "$here/haproxy.Dockerfile" "$context" >/dev/null
