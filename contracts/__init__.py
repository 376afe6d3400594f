"""What crosses a service boundary: national schemas as models, events, identifiers, problems. No HTTP, SQL or Kafka."""
