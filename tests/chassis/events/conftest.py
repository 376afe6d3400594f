"""Kafka is started only where it is asked for."""

from tests.support.kafka import mock_kafka, real_kafka

__all__ = ["mock_kafka", "real_kafka"]
