"""A service's own system and the gateway of its tests: what reads through either is told the same."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.client.own_system import OwnSystem, ReadRefused, Reads
from contracts.problems import Unavailable
from contracts.seats import Seat
from tests.support.fake_gateway import FakeGateway
from tests.support.token_peer import TokenPeer, listening

PATH = "/civil-registration/v1/events/civ_1"
QUESTION = "/document-exchange/v1/readability-checks"


@dataclass
class Reading:
    """Somebody who reads, where he is enrolled, how he is refused, and how the gateway goes away."""

    reads: Reads
    seat: Seat
    refuse: Callable[[], None]
    goes_away: Callable[[], Awaitable[None]]


@pytest.fixture(params=["own system", "fake gateway"])
async def reading(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reading]:
    if request.param == "fake gateway":
        gateway = FakeGateway({PATH: {"path": PATH}}, answers={QUESTION: lambda _: {"path": QUESTION}})

        async def away() -> None:
            gateway.away = 1

        def refuse() -> None:
            gateway.documents.clear()
            gateway.answers.clear()

        yield Reading(gateway, gateway.of, refuse, away)
        return
    async with AsyncExitStack() as stack:
        peer = await stack.enter_async_context(listening(TokenPeer(office="0101")))
        path = tmp_path / "credentials.json"
        path.touch(mode=0o600)
        path.write_text(peer.credentials().model_dump_json(by_alias=True))
        yield Reading(OwnSystem(path), Seat("police", "0101"), peer.refuse_all, stack.aclose)


async def test_a_document_is_read(reading: Reading) -> None:
    async with reading.reads.opened():
        assert await reading.reads.read(PATH) == {"path": PATH}


async def test_a_no_is_a_refusal_that_names_the_path(reading: Reading) -> None:
    reading.refuse()
    async with reading.reads.opened():
        with pytest.raises(ReadRefused, match=f"^GET {PATH}: 4"):
            await reading.reads.read(PATH)


async def test_a_gateway_that_is_away_is_unavailable(reading: Reading) -> None:
    async with reading.reads.opened():
        await reading.goes_away()
        with pytest.raises(Unavailable):
            await reading.reads.read(PATH)


async def test_a_question_is_answered_refused_or_to_be_asked_later(reading: Reading) -> None:
    async with reading.reads.opened():
        assert await reading.reads.ask(QUESTION, {"documents": []}) == {"path": QUESTION}
        reading.refuse()
        with pytest.raises(ReadRefused, match=f"^POST {QUESTION}: "):
            await reading.reads.ask(QUESTION, {"documents": []})
        await reading.goes_away()
        with pytest.raises(Unavailable):
            await reading.reads.ask(QUESTION, {"documents": []})


async def test_it_says_from_which_seat_it_reads(reading: Reading) -> None:
    async with reading.reads.opened():
        assert await reading.reads.seat() == reading.seat
