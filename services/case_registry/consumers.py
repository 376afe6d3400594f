"""Events in: the case registry listens to nobody yet."""

from collections.abc import Mapping
from typing import Final

from chassis.consumer import Rule

CONSUMES: Final[Mapping[str, Rule]] = {}
