# Kafka's jars of Maven under the name, the paths and the user of upstream's image; see kafka.sh.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends openjdk-17-jre-headless >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && useradd --uid 1000 --gid 0 --no-create-home --shell /usr/sbin/nologin appuser \
 && install -d -o appuser -g 0 -m 0775 /var/lib/kafka/data /etc/kafka/secrets
COPY libs /opt/kafka/libs
COPY bin /opt/kafka/bin
USER 1000
VOLUME ["/var/lib/kafka/data"]
CMD ["/opt/kafka/bin/kafka-server-start.sh", "/opt/kafka/config/server.properties"]
