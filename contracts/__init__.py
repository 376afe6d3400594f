"""What crosses a boundary: national schemas as models, events, identifiers, problems. Pure: no HTTP, SQL or Kafka."""
