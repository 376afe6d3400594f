"""Models of the offices that a system is enrolled for, as an officer writes them down: a list, a subtree or all."""

from typing import Any

from pydantic import field_validator, model_serializer, model_validator

from contracts.seats import Holding
from gateway.directory.entry import OfficeCode, Part


class EnrolledOffices(Part):
    """Offices of the system's own member: those of a list, one and all below it, or every one."""

    codes: tuple[OfficeCode, ...] | None = None
    below: OfficeCode | None = None
    every: bool | None = None

    @field_validator("codes")
    @classmethod
    def _in_order(cls, codes: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if codes is None else tuple(sorted(set(codes)))

    @model_validator(mode="after")
    def _one_way(self) -> "EnrolledOffices":
        if (self.codes is not None) + (self.below is not None) + (self.every is True) != 1 or self.every is False:
            msg = "offices are codes (a list), below (one office and all below it) or every = true: one of the three"
            raise ValueError(msg)
        return self

    @property
    def holding(self) -> Holding:
        """What the data plane knows of it."""
        return Holding(self.codes or (), self.below, every=bool(self.every))

    @property
    def named(self) -> tuple[str, ...]:
        """The codes that stand in it: those offices have to be there."""
        return (*(self.codes or ()), *(() if self.below is None else (self.below,)))

    @model_serializer
    def _written(self) -> dict[str, Any]:  # Any: a part of a JSON document
        return self.holding.to_claim()


def in_full(given: Any) -> Any:  # Any: whatever was written down; the fields judge it
    """Return what was written of a system with its one `office` as `offices`; raise `ValueError` for both."""
    if not isinstance(given, dict) or given.get("office") is None:
        return {name: value for name, value in given.items() if name != "office"} if isinstance(given, dict) else given
    if given.get("offices") is not None:
        msg = "office is the short form of offices = { codes = [office] }: write one of the two"
        raise ValueError(msg)
    return {name: value for name, value in given.items() if name != "office"} | {
        "offices": {"codes": [given["office"]]}
    }
