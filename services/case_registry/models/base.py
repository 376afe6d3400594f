"""Base class of the case registry's tables, and the type of their ids."""

from sqlalchemy import Text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

ID = Text(collation="C")  # ids sort by time only byte by byte, whatever the database's own collation


class Base(SQLModel, registry=registry()):
    """The case registry's own metadata: no table of another component can slip in."""
