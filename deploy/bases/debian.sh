#!/usr/bin/env bash
# Make the Debian base image here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/debian.sh [FOLDER]     FOLDER: a tree that debootstrap has made already
#
# debootstrap takes the packages from the mirror it knows itself, checked against Debian's keys. The image gets the name
# that the upstream one has, so that nothing else has to know the difference; it lacks Debian's security updates of the
# day and is for tests, not for production.
set -euo pipefail
exec 9>/var/tmp/saphan-base-debian.lock
flock 9 # who comes second finds the image instead of making it again
engine=${CONTAINER:-podman}
image=docker.io/library/debian:bookworm-slim

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi

tree=${1:-}
if [ -z "$tree" ]; then
  command -v debootstrap >/dev/null || { echo "debootstrap is missing: apt install debootstrap" >&2; exit 1; }
  [ "$(id -u)" = 0 ] || { echo "debootstrap needs root" >&2; exit 1; }
  made=$(mktemp -d -p /var/tmp saphan-debian.XXXXXX)
  trap 'rm -rf --one-file-system "$made"' EXIT
  tree=$made/tree
  # its log says why it failed, and nobody else does
  debootstrap --variant=minbase bookworm "$tree" >"$made/log" || { tail -n 20 "$made/log" >&2; exit 1; }
fi

# what upstream's slim image leaves out, too
tar -C "$tree" --one-file-system --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
  --exclude='./var/cache/apt/*.bin' --exclude='./var/cache/apt/archives/*.deb' --exclude='./var/lib/apt/lists/*' \
  --exclude='./usr/share/doc/*' --exclude='./usr/share/info/*' --exclude='./usr/share/locale/*' \
  --exclude='./usr/share/man/*' -c . |
  "$engine" import --change 'CMD ["bash"]' \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$image" >/dev/null
