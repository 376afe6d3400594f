"""Reference data as a service holds it: members, offices, code lists; frozen, swapped as a whole when they change."""

import asyncio
from typing import Annotated, Final

from fastapi import Depends, Request

from chassis.http.caller import Succession
from chassis.http.resources import resource_of
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.problems import Unavailable
from contracts.reference_data import ReferenceData
from contracts.seats import Standing

_FIRST_WITHIN_S: Final = 5.0  # what comes right after a start waits as long, and is not refused


class HeldOrganisations(Succession):
    """The reference data of this process. What reads it twice in one request may see two versions: read once.

    Until the first has come nobody knows who stands above whom: reading the organisations is refused, since every
    decision would be made as if there were no offices. A directory that is empty has none: who calls was enrolled
    since. Code lists are those of the distribution until then.
    """

    def __init__(self, current: Organisations | None = None) -> None:
        self._known = None if current is None else ReferenceData(current.version, current)
        self._code_lists = Catalogue.load().code_lists
        self._came: Final = asyncio.Event()
        self._is_late = False

    @property
    def current(self) -> Organisations:
        """The members and offices; raises `Unavailable` before the first have come."""
        if self._known is None:
            raise Unavailable
        return self._known.organisations

    @property
    def code_lists(self) -> CodeLists:
        """The code lists, the programme's and the national ones, with past and future codes."""
        return self._code_lists

    @property
    def known(self) -> ReferenceData:
        """What has come from the directory; nothing before the first."""
        return self._known or ReferenceData()

    def take(self, made: ReferenceData) -> None:
        """Take this from now on; whoever waits for the first goes on."""
        self._known = made
        self._code_lists = Catalogue.load().code_lists.with_these(made.code_lists.national())
        self._came.set()

    @property
    def version(self) -> int:
        """The version of the directory that is held; 0 before the first."""
        return self.known.version

    async def have_come(self) -> None:
        """Wait for the first ones, for a moment and only after a start; raise `Unavailable` when there are none."""
        if self._known is None and not self._is_late:
            try:
                async with asyncio.timeout(_FIRST_WITHIN_S):
                    await self._came.wait()
            except TimeoutError:
                self._is_late = True
        _ = self.current

    def in_full(self, standing: Standing) -> Standing:
        """Return the standing with every closed seat that it succeeds, where these organisations know the same."""
        return self.current.in_full(standing)


async def held_by(request: Request) -> HeldOrganisations:
    """Return what the service of this request holds; raise `Unavailable` before it has seen the directory."""
    held = resource_of(request, HeldOrganisations)
    await held.have_come()
    return held


HeldOrganisationsDep = Annotated[HeldOrganisations, Depends(held_by)]
