"""Bulk imports from one CSV or NDJSON file, with a result for each row; a service says what a record is.

A file is read in slices of bounded rows (`reading`), every slice is checked and made ready in another process
(`preparing`, `columns`, `spelling`), decided about and written in the import's transaction (`importing`), and counted
(`tally`). A service gives a `Form`, its `Rows` and its `Store` (`ports`).
"""
