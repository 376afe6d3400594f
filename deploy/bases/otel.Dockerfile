# The OpenTelemetry collector, built by its own builder, under the name and with the user of upstream's image; see otel.sh.
FROM docker.io/library/debian:bookworm-slim
COPY otelcol /otelcol
USER 10001:10001
ENTRYPOINT ["/otelcol"]
CMD ["--config", "/etc/otelcol/config.yaml"]
