#!/usr/bin/env bash
# Build a real API server for the test of the night: kube-apiserver by Go, a quarter of an hour of a core, and Debian's etcd.
#
#   tests/k8s/build_api_server.sh FOLDER
#
# The module of Kubernetes refers to its parts by folders that are not in it; the same parts are modules of their own.
set -euo pipefail
folder=$(readlink -f "$1")
minor=30.1
parts="api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap
  code-generator component-base component-helpers controller-manager cri-api csi-translation-lib dynamic-resource-allocation
  endpointslice kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet
  legacy-cloud-providers metrics mount-utils pod-security-admission sample-apiserver sample-cli-plugin sample-controller"

made=$(mktemp -d)
trap 'rm -rf --one-file-system "$made"' EXIT
cd "$made"
if [ ! -x "$folder/etcd" ]; then
  if command -v etcd >/dev/null; then
    ln -s "$(command -v etcd)" "$folder/etcd"
  else # unpacked, not installed: nothing of it starts by itself
    apt-get -qq download etcd-server
    dpkg-deb -x etcd-server_*.deb .
    install usr/bin/etcd "$folder/etcd"
  fi
fi
if [ ! -x "$folder/kube-apiserver" ]; then
  printf 'module saphan.test/api-server\n\ngo 1.22\n\nrequire k8s.io/kubernetes v1.%s\n\n' "$minor" >go.mod
  for part in $parts; do printf 'replace k8s.io/%s => k8s.io/%s v0.%s\n' "$part" "$part" "$minor" >>go.mod; done
  printf '//go:build tools\n\npackage tools\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver"\n' >tools.go
  go mod tidy -e >/dev/null 2>&1 # what only tests of others need may be missing; the build says what we need
  go build -tags providerless -buildvcs=false -ldflags='-s -w' -o "$folder/kube-apiserver" k8s.io/kubernetes/cmd/kube-apiserver
fi
