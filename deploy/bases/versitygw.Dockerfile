# The S3 gateway of Versity, built from the Go module, under the name of upstream's image, which has a wget; see versitygw.sh.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends wget >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
COPY versitygw /usr/local/bin/versitygw
ENTRYPOINT ["/usr/local/bin/versitygw"]
