"""Reading code lists: all of them, one as it was at a moment, or what a later version has changed in it."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

from chassis.unit.unit import Unit
from contracts.codelists import CodeList, CodeLists
from contracts.problems import NotFound
from gateway.directory import code_rows
from gateway.directory.register.domain import Told


async def code_list(
    unit: Unit, lists: CodeLists, name: str, *, at: datetime | None, since: int | None, on: date | None
) -> Told:
    """Return the list of that name as it was at that moment, or is now; with `on` what is valid then of it.

    Raises `NotFound`. A list that the directory did not have then is the one of the distribution. All of it is told for
    a version that is not known: none, one that is yet to come, or of a list that the directory has not.
    """
    of_file = code_rows.of_files().lists.get(name)
    if of_file is None and name not in lists.lists:
        raise NotFound
    text = code_rows.NONE if of_file and not of_file.is_national else await code_rows.of_one(unit.connection, name, at)
    kept = await asyncio.to_thread(code_rows.told, text, name)
    if kept is None:
        if of_file is None:
            raise NotFound
        return Told(of_file).only_on(on)
    listed, versions = kept
    if not since or since > int(listed.version):
        return Told(listed).only_on(on)
    changed = {code: facts for code, facts in listed.codes.items() if versions[code] > since}
    return Told(replace(listed, codes=changed), since).only_on(on)


def summaries(lists: CodeLists, today: date) -> list[tuple[CodeList, int]]:
    """Return every list, by name, with how many codes of it are valid on that day."""
    every = sorted(lists.lists.values(), key=lambda each: each.name)
    return [(each, sum(code.is_valid_on(today) for code in each.codes.values())) for each in every]
