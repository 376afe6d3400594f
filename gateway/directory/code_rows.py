"""Reading of national code lists from the directory's entries: what is newer than what is held, parsed off the loop."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Text, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts.catalogue import Catalogue
from contracts.codelists import Code, CodeList, CodeLists, read_code
from gateway.directory import history
from gateway.directory.codes import NationalCode, NationalList
from gateway.directory.tables import ENTRIES

_E: Final = ENTRIES.c
NONE: Final = "[]"


def of_files() -> CodeLists:
    """Return the lists of the distribution: of a national one the directory has the last word, once it has it."""
    return Catalogue.load().code_lists


async def since(connection: AsyncConnection, version: int) -> str:
    """Return the lists and codes that became what they are after that version, as `followed` reads them: one text."""
    rows = cast(func.json_agg(func.json_build_array(_E.kind, _E.version, _E.facts)), Text)
    kinds = (NationalList.KIND, NationalCode.KIND)
    query = select(rows).where(_E.kind.in_(kinds), _E.until.is_(None), _E.version > version)
    return await connection.scalar(query) or NONE


async def of_one(connection: AsyncConnection, name: str, at: datetime | None) -> str:
    """Return the list of that name and all its codes as they were at a moment, or are now, as `followed` reads them."""
    rows = cast(func.json_agg(func.json_build_array(_E.kind, _E.version, _E.facts)), Text)
    head = and_(_E.kind == NationalList.KIND, _E.id == name)
    # `;` is what follows `:` in the order of these ids
    codes = and_(_E.kind == NationalCode.KIND, _E.id >= f"{name}:", _E.id < f"{name};")
    query = select(rows).where(or_(head, codes), history.in_force_at(at))
    return await connection.scalar(query) or NONE


async def present(connection: AsyncConnection) -> CodeLists:
    """Return all lists as they are now, for the rules of a change."""
    listed = await since(connection, -1)
    return await asyncio.to_thread(followed, of_files(), listed)


def followed(before: CodeLists, listed: str) -> CodeLists:
    """Return what a text of `since` makes of the lists held; the very same where it is empty."""
    if listed == NONE:
        return before
    heads: dict[str, tuple[int, Mapping[str, Any]]] = {}  # Any: facts of entries
    codes: dict[str, dict[str, tuple[int, Code]]] = {}
    for kind, version, facts in orjson.loads(listed):
        if kind == NationalList.KIND:
            heads[facts["name"]] = version, facts
        else:
            codes.setdefault(facts["codeList"], {})[facts["code"]] = version, code_of(facts)
    return before.with_these(_lists(before, heads, codes))


def told(listed: str, name: str) -> tuple[CodeList, Mapping[str, int]] | None:
    """Return a list of a text of `of_one`, with the version that made each code so; None where it was not there."""
    found = followed(CodeLists(), listed).lists.get(name)
    entries = [] if found is None else orjson.loads(listed)
    versions = {facts["code"]: version for kind, version, facts in entries if kind == NationalCode.KIND}
    return None if found is None else (found, versions)


def _lists(
    before: CodeLists,
    heads: Mapping[str, tuple[int, Mapping[str, Any]]],  # Any: as above
    codes: Mapping[str, Mapping[str, tuple[int, Code]]],
) -> Iterator[CodeList]:
    for name in sorted(heads.keys() | codes.keys()):
        changed, known = codes.get(name, {}), before.lists.get(name)
        newest = max(version for version, _ in (*changed.values(), *([heads[name]] if name in heads else ())))
        # of a list that is the directory's from now on, nothing of the file's is left; the rules see to its codes
        own = {} if known is None or (name in heads and not is_published(known)) else known.codes
        made = _head(heads[name][1], str(newest)) if name in heads else known
        if made is not None:
            held = {**own, **{code.code: code for _, code in changed.values()}}
            yield replace(made, version=str(newest), codes=held)


def is_published(listed: CodeList) -> bool:
    """Tell whether a list is the directory's, and no longer the file's."""
    return listed.version.isdecimal()  # a file's version is a date


def code_of(facts: Mapping[str, Any]) -> Code:  # Any: as above
    """Return a code of its facts."""
    own = {name: value for name, value in facts.items() if name not in {"codeList", "attributes"}}
    return replace(read_code(own), attributes=facts.get("attributes", {}))


def _head(facts: Mapping[str, Any], version: str) -> CodeList:  # Any: as above
    return NationalList.model_validate(facts).as_held(version)
