"""The rules of counting, decided from their arguments: days of a report, buckets of durations."""
