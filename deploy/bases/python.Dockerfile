# Python 3.11 of Debian under the name and at the path of upstream's python:3.11-slim-bookworm; see python.sh.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends ca-certificates python3 >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && ln -s /usr/bin/python3 /usr/local/bin/python3 \
 && ln -s python3 /usr/local/bin/python
CMD ["python3"]
