"""Sacks of flour, as a baker's old lists have them: the smallest domain that the machinery of imports carries."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, Final

import orjson
from pydantic import BaseModel
from sqlalchemy import Column, MetaData, Table, Text, select

from chassis.imports.ports import Form, Known, Made
from chassis.imports.prepared import Prepared, by_table
from chassis.postgres.statements import insert_all
from chassis.unit.unit import Unit
from contracts.catalogue import compile_schema
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema
from contracts.json_types import JSON
from contracts.problems import Fault, Problem
from tests.support.events import an_event

SACKS: Final = Table(
    "sacks",
    MetaData(),
    *(Column(name, Text) for name in ("sack_id", "label", "mill", "source", "digest", "process")),
)
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 200}
_SCHEMA: Final = {
    "type": "object",
    "properties": {
        "label": {"type": "string", "pattern": "^[0-9]{1,9}/F$"},
        "mill": _TEXT,
        "grain": _TEXT,
        "milledOn": {"type": "string", "format": "date"},
        "bakers": {"type": "array", "items": _TEXT},
        "kilos": {"type": "string", "pattern": "^[0-9]+$"},
    },
    "required": ["label", "mill", "grain"],
    "unevaluatedProperties": False,
}


def a_fault(code: str, pointer: str = "/label") -> Fault:
    return Fault(code=code, en=f"It is {code}.", lo=f"ຜິດ: {code}.", pointer=pointer)


class SackTaken(Problem):
    """Another baker writes the same sacks."""

    code, status = "sack-taken", HTTPStatus.CONFLICT
    en, lo = "Somebody else took one of these sacks.", "ມີຄົນເອົາໄປກ່ອນແລ້ວ."


class Sack(BaseModel):
    label: str
    mill: str
    grain: str


@cache
def _schema() -> CompiledSchema:
    return compile_schema(_SCHEMA)


def _of_one_grain(mapping: Mapping[str, object]) -> dict[str, Any]:
    return {"grain": mapping["grain"]}


def _bakers(document: dict[str, Any], target: str, stated: str) -> Iterator[str]:
    bakers = document.setdefault("bakers", [])
    for name in stated.split(";"):
        yield f"/bakers/{len(bakers)}"
        bakers.append(f"{target.partition(':')[2]} {name.strip()}")


def _weighed(document: dict[str, Any]) -> None:
    if document.get("kilos") == "0":
        del document["kilos"]  # nobody has weighed it


FORM: Final = Form(
    schema=_schema,
    model=Sack,
    named_by="label",
    too_long=a_fault("too-long", ""),
    days={"milledOn"},
    digits={"kilos"},
    texts=("/mill",),
    begun=_of_one_grain,
    composed=_bakers,
    ended=_weighed,
)


@dataclass(frozen=True, slots=True)
class SackRows:
    """Sacks of one source."""

    form: ClassVar[Form[Sack]] = FORM
    code_lists: ClassVar[CodeLists] = CodeLists()
    source: str

    def read(self, row: Sack) -> Sack:
        return row

    def faults(self, entry: Sack) -> Iterable[Fault]:
        """Return what no schema says: nobody mills stone."""
        return [a_fault("no-flour", "/grain")] if entry.grain == "stone" else []

    def named(self, entry: Sack) -> str:
        return entry.mill

    def key(self, entry: Sack) -> str:
        return entry.label.lstrip("0")

    def made(self, entry: Sack) -> Made:
        sack = {
            "sack_id": f"sck_{entry.label}",
            "label": entry.label.lstrip("0"),
            "mill": entry.mill,
            "source": self.source,
        }
        return Made(f"sck_{entry.label}", {"sacks": [sack | {"process": str(os.getpid())}]}, {"note": entry.label})


class SackStore:
    """Sacks in PostgreSQL; what other sources have written is taken."""

    taken: Fault = a_fault("taken")
    changed: Fault = a_fault("changed")

    def __init__(self, unit: Unit, source: str) -> None:
        self._unit, self._source = unit, source

    def twice(self, first_row: int) -> Fault:
        return a_fault(f"twice-since-{first_row}")

    def unfit(self, named: str) -> Iterable[Fault]:
        """Return what only the mills of today tell: this one has burnt down."""
        return [a_fault("burnt", "/mill")] if named == "burnt" else []

    async def known(self, keys: Sequence[str]) -> Sequence[Known]:
        found = await self._unit.connection.execute(select(SACKS).where(SACKS.c.label.in_(keys)))
        rows = {row["label"]: row for row in found.mappings()}
        return [self._known(rows.get(key)) for key in keys]

    async def as_exported(self, found: Mapping[str, str]) -> Mapping[str, str]:
        """Return what would be exported of a sack: the mill's own has gone into nobody's file."""
        return dict.fromkeys(found, "of-the-mill")

    unknown, gone_on = a_fault("unknown"), a_fault("gone-on")

    async def withdraw(self, record_ids: Sequence[str], *, dry_run: bool) -> Collection[str]:
        """Keep every sack: flour that has left is baked."""
        return () if dry_run else record_ids

    async def write(self, new: Sequence[Prepared[str]]) -> None:
        if any(each.key == "666/F" for each in new):
            raise SackTaken
        digests: dict[str, JSON] = {each.record_id: each.digest for each in new}
        rows = orjson.loads(b"[" + b",".join(by_table(new)["sacks"]) + b"]")
        rows = [row | {"digest": digests[row["sack_id"]]} for row in rows]
        await self._unit.connection.execute(insert_all(SACKS), {"sacks": rows})
        for each in new:
            self._unit.announce(an_event(each.record_id, note=str((each.event or {})["note"])))

    def _known(self, row: Mapping[Any, Any] | None) -> Known:
        if row is None:
            return Known(None, None, None)
        return Known(row["sack_id"] if row["source"] == self._source else None, row["digest"], row["sack_id"])
