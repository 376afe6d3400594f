#!/usr/bin/env bash
# Make the Python base image here, as debian.sh makes Debian's: Debian's own Python 3.11, where upstream has it.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
image=docker.io/library/python:3.11-slim-bookworm

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh" "$@"
# the host's network: apt has to reach the mirror, and a container's own network needs more than every machine allows
"$engine" build -q --network host --pull=never -t "$image" -f "$here/python.Dockerfile" "$here" >/dev/null
