# Prometheus of Debian under the name, the paths and the user of upstream's image; see upstream.sh.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends prometheus >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && ln -s /usr/bin/prometheus /bin/prometheus 2>/dev/null || true \
 && install -d -o 65534 -g 65534 /prometheus
USER 65534:65534
VOLUME ["/prometheus"]
ENTRYPOINT ["prometheus"]
