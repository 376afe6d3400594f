"""The mock of Kafka; the real broker, which other folders need too, is a fixture of all tests."""

from tests.support.kafka import mock_kafka

__all__ = ["mock_kafka"]
