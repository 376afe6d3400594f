"""What operators look at: Prometheus rules with their tests, and Grafana dashboards, which are made here."""
