"""Events in: the document exchange listens to nobody yet."""

from collections.abc import Mapping
from typing import Final

from chassis.events.consumer import Rule

CONSUMES: Final[Mapping[str, Rule]] = {}
