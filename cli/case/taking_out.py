"""Download of an office's cases from `/exports/cases`, part by part, into one file."""

import asyncio
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

import aiohttp

from chassis.client.exchange_client import ExchangeClient
from chassis.process.secret_files import secret_file
from cli.case.exchanging import Calling, exchanged
from cli.one_exchange import read_credentials
from cli.refusals import Refused
from cli.say import people
from evidence.digests import content_digest

_EXPORTS: Final = "/case-registry/v1/exports/cases"
_NEXT: Final = "Export-Next"


def take_out(file: Path, credentials: Path, only: str | None, office: str | None, officer: str | None) -> int:
    """Write the cases into the file, which only its owner reads, and say how many there are."""
    cases = asyncio.run(_take_out(file, credentials, only, office, officer))
    people.print(f"{cases} → {file}", markup=False)
    return 0


async def _take_out(file: Path, credentials: Path, only: str | None, office: str | None, officer: str | None) -> int:
    cases, query = 0, {} if only is None else {"office": only}
    async with aiohttp.ClientSession() as session:
        calling = Calling(ExchangeClient(read_credentials(credentials), session), office, officer)
        first = await exchanged(calling, "GET", f"{_EXPORTS}?{urlencode(query)}")
        with secret_file(file) as opened:  # only now: what is refused leaves the file of before as it is
            part = first
            while True:
                if part.headers.get("Content-Digest") != content_digest(part.body):
                    raise Refused(
                        "A part of the export did not arrive as it was sent: run the command again.",
                        "ໄຟລ໌ສ່ວນໜຶ່ງມາບໍ່ຄືກັບທີ່ສົ່ງ: ສັ່ງຄືນອີກຄັ້ງ.",
                    )
                opened.write(part.body)
                cases += part.body.count(b"\n")
                if (after := part.headers.get(_NEXT)) is None:
                    return cases
                part = await exchanged(calling, "GET", f"{_EXPORTS}?{urlencode(query | {'after': after})}")
