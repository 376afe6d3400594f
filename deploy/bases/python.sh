#!/usr/bin/env bash
# Make the Python base images here, as debian.sh makes Debian's: Debian's own Python 3.11, where upstream has it.
set -euo pipefail
exec 9>/var/tmp/saphan-base-python.lock
flock 9 # who comes second finds the image instead of making it again
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}

made() { "$engine" image inspect "$1" >/dev/null 2>&1; }
# The host's network: apt has to reach the mirror, and a container's own network needs more than every machine allows.
make_image() { "$engine" build -q --network host --pull=never -t "$1" -f "$here/$2" "$here" >/dev/null; }

slim=docker.io/library/python:3.11-slim-bookworm
full=docker.io/library/python:3.11-bookworm
made "$slim" || { "$here/debian.sh" "$@" && make_image "$slim" python.Dockerfile; }
made "$full" || make_image "$full" python-build.Dockerfile
