"""What a deployment reads: topics, database roles, Kafka for a laptop."""
