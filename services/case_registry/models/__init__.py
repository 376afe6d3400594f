"""Tables of the case registry; they declare, `store` reads and writes."""
