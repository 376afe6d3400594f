#!/usr/bin/env bash
# Build the images of components by podman or docker, without network: image.sh gateway case-registry …
#
# PYTHON_IMAGE and BUILD_IMAGE in the environment name other bases, SOURCE the address of the source for its label.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
engine=${CONTAINER:-podman}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
# The time of the commit instead of now: the same commit makes the same layers.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 315532800)}
export SOURCE_DATE_EPOCH
export BUILDAH_FORMAT=docker # OCI's own format has no place for a health check
options=(--build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "SOURCE=${SOURCE:-}")
[[ $("$engine" --version) != podman* ]] || options+=(--timestamp "$SOURCE_DATE_EPOCH")
for base in PYTHON_IMAGE BUILD_IMAGE; do
  [ -z "${!base:-}" ] || options+=(--build-arg "$base=${!base}")
done

for component in "$@"; do
  [ -f "wheelhouse/sbom/$component.cdx.json" ] ||
    { echo "no image $component: one of deploy/components.toml, after \`make wheelhouse\`" >&2; exit 1; }
  name=localhost/saphan-$component:$version
  echo "· $name" >&2
  "$engine" build -q --network none --build-arg "COMPONENT=$component" "${options[@]}" -t "$name" -f deploy/Dockerfile . >/dev/null
done
