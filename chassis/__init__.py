"""How every component runs. Knows HTTP, PostgreSQL and Kafka; knows no government word."""
