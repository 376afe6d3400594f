# HAProxy of Debian under the name and with the user of upstream's image; see upstream.sh.
FROM docker.io/library/debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends haproxy >/dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
 && usermod -u 99 haproxy && groupmod -g 99 haproxy \
 && install -d /usr/local/sbin && ln -sf /usr/sbin/haproxy /usr/local/sbin/haproxy
USER 99
STOPSIGNAL SIGUSR1
CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
