"""The country on one machine: what `make secrets`, `make country` and `make pin` do around docker-compose.yml."""
