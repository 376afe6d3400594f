#!/usr/bin/env bash
# Put the telemetry collector's program into the folder from which its image is made.
#
#   deploy/bases/otel.sh FOLDER IMAGE          the tag of the image is the version of the modules
#
# OTELCOL names a program that has been built already: it takes minutes.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
context=$1 image=$2
version=${image##*:}
if [ -n "${OTELCOL:-}" ]; then
  install -m 755 "$OTELCOL" "$context/otelcol"
else
  built=$(mktemp -d -p /var/tmp saphan-otel-built.XXXXXX)
  trap 'rm -rf --one-file-system "$built"' EXIT
  GOBIN="$built" go install "go.opentelemetry.io/collector/cmd/builder@v$version"
  sed -e "s|@VERSION@|$version|" -e "s|@OUT@|$built/out|" "$here/otel.yaml" >"$built/otel.yaml"
  # its last step tidies the modules and asks for some that only tests of the parts need, which are not all published
  "$built/builder" --skip-compilation --config "$built/otel.yaml" >"$built/log" 2>&1 || true
  (cd "$built/out" && GOFLAGS=-mod=mod CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o otelcol .) ||
    { tail -n 20 "$built/log" >&2; exit 1; }
  mv "$built/out/otelcol" "$context/otelcol"
fi
