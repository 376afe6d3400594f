#!/usr/bin/env bash
# Make one of the images of others here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/upstream.sh KEY IMAGE      KEY: its entry in deploy/images.toml; IMAGE: its name and tag
#
# KEY.Dockerfile beside it says how it is made; what goes in, if it is not of Debian alone, KEY.sh puts into a folder.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
key=$1 image=$2

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh"
context=$(mktemp -d -p /var/tmp "saphan-$key.XXXXXX")
trap 'rm -rf --one-file-system "$context"' EXIT
if [ -e "$here/$key.sh" ]; then
  "$here/$key.sh" "$context" "$image"
fi
# The host's network: apt has to reach the mirror, and a container's own network needs more than every machine allows.
"$engine" build -q --network host --pull=never -t "$image" -f "$here/$key.Dockerfile" "$context" >/dev/null
