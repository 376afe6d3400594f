"""The matrix of rights: every cell of who may do and read what, made from the tables of the services; and its page."""
