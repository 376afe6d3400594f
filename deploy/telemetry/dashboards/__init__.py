"""The dashboards of Grafana, one module each."""
