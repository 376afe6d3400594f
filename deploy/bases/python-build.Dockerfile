# The same with `strip`, under the name of upstream's python:3.11-bookworm; see python.sh.
FROM docker.io/library/python:3.11-slim-bookworm
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends binutils >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
