"""Parameters of the HTTP operations (path ids, queries, headers, cursors) that are no national schemas."""
