"""One unit of work: a transaction with its effect, its kept answer and its announcements."""
