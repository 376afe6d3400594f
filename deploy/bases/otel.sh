#!/usr/bin/env bash
# Make the telemetry collector's image here, for a machine that reaches no image registry; nothing to do when it is there.
#
#   deploy/bases/otel.sh IMAGE          IMAGE: its name in deploy/images.toml; its tag is the version of the modules
#
# OTELCOL names a program that has been built already: it takes minutes.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
engine=${CONTAINER:-podman}
image=$1
version=${image##*:}

if "$engine" image inspect "$image" >/dev/null 2>&1; then
  exit 0
fi
"$here/debian.sh"
context=$(mktemp -d -p /var/tmp saphan-otel.XXXXXX)
trap 'rm -rf --one-file-system "$context"' EXIT
if [ -n "${OTELCOL:-}" ]; then
  install -m 755 "$OTELCOL" "$context/otelcol"
else
  GOBIN="$context" go install "go.opentelemetry.io/collector/cmd/builder@v$version"
  sed -e "s|@VERSION@|$version|" -e "s|@OUT@|$context/built|" "$here/otel.yaml" >"$context/otel.yaml"
  # its last step tidies the modules and asks for some that only tests of the parts need, which are not all published
  "$context/builder" --skip-compilation --config "$context/otel.yaml" >"$context/log" 2>&1 || true
  (cd "$context/built" && GOFLAGS=-mod=mod CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o otelcol .) ||
    { tail -n 20 "$context/log" >&2; exit 1; }
  mv "$context/built/otelcol" "$context/otelcol"
fi
mkdir "$context/image" && mv "$context/otelcol" "$context/image/"
"$engine" build -q --pull=never -t "$image" -f "$here/otel.Dockerfile" "$context/image" >/dev/null
