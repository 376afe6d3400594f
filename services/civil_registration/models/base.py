"""Civil registration's own metadata, and the type of its ids."""

from sqlalchemy import Text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

ID = Text(collation="C")  # ids sort by time only byte by byte, whatever the database's own collation


class Base(SQLModel, registry=registry()):
    """Civil registration's own metadata: no table of another component can slip in."""
