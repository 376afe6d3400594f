"""Parameters and answers that are no national schemas: queries, tables, and a page for print."""
