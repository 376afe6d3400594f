"""A service's own system: it reads as everybody does, and tells "not now" from "no"."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.client.own_system import OwnSystem, ReadRefused, SeatUnknown
from chassis.process import trace
from chassis.process.secret_files import SecretFileRefused
from contracts.problems import Unavailable
from contracts.seats import Seat
from tests.support.token_peer import TokenPeer, listening

PATH = "/civil-registration/v1/events/civ_1"


@pytest.fixture
async def peer() -> AsyncIterator[TokenPeer]:
    async with listening(TokenPeer()) as peer:
        yield peer


def enrolled(folder: Path, peer: TokenPeer, purpose: str = "oversight") -> Path:
    """Return the file of the credentials that the peer gives out, for that purpose and another one."""
    path = folder / "credentials.json"
    path.touch(mode=0o600)
    known = peer.credentials().model_copy(update={"purposes": (purpose, "caseManagement")})
    path.write_text(known.model_dump_json(by_alias=True))
    return path


async def test_it_reads_for_its_first_purpose_within_the_trace_of_its_cause(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(enrolled(tmp_path, peer))
    trace.enter(here := trace.begin(None))
    async with system.opened():
        assert await system.read(PATH) == {"path": PATH}
    assert [form["purpose"] for form in peer.token_requests] == ["oversight"]
    assert peer.requests[0][0]["traceparent"] == here.traceparent


async def test_the_gateway_says_from_which_seat_it_acts(peer: TokenPeer, tmp_path: Path) -> None:
    peer.office = "0101"
    system = OwnSystem(enrolled(tmp_path, peer))
    async with system.opened():
        await system.read(PATH)
        assert await system.seat() == Seat("police", "0101")
    assert len(peer.token_requests) == 1, "the first token says it"


async def test_a_system_of_several_offices_is_told_that_it_acts_from_none(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(enrolled(tmp_path, peer))
    async with system.opened():
        with pytest.raises(SeatUnknown, match="police-case-system is not enrolled for one office alone"):
            await system.seat()


async def test_a_purpose_without_an_agreement_is_a_no(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(enrolled(tmp_path, peer, "curiosity"))
    async with system.opened():
        with pytest.raises(ReadRefused, match=f"GET {PATH}: 400 purpose-not-agreed"):
            await system.read(PATH)
        with pytest.raises(ReadRefused, match="400 purpose-not-agreed"):
            await system.seat()


async def test_a_question_travels_whole_and_each_time_anew(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(enrolled(tmp_path, peer))
    async with system.opened():
        for _ in range(2):
            await system.ask("/document-exchange/v1/readability-checks", {"documents": []})
    assert [body for _, body in peer.requests] == [b'{"documents":[]}'] * 2
    assert len({headers["Idempotency-Key"] for headers, _ in peer.requests}) == 2, "what was said before counts no more"


async def test_what_has_an_effect_is_sent_under_the_key_that_its_sender_keeps(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(enrolled(tmp_path, peer))
    async with system.opened():
        for _ in range(2):
            answer = await system.send(PATH, {"a": 1}, idempotency_key="rqo_1", purpose="caseManagement")
            assert answer.ok
        with pytest.raises(ReadRefused, match=f"POST {PATH}: 400 purpose-not-agreed"):
            await system.send(PATH, {}, idempotency_key="rqo_2", purpose="curiosity")
    assert [(headers["Idempotency-Key"], body) for headers, body in peer.requests] == [("rqo_1", b'{"a":1}')] * 2
    assert [form["purpose"] for form in peer.token_requests] == ["caseManagement", "curiosity"]


async def test_what_is_sent_to_a_gateway_that_is_away_may_be_sent_again(tmp_path: Path) -> None:
    async with listening(TokenPeer()) as peer:
        path = enrolled(tmp_path, peer)
    system = OwnSystem(path)
    async with system.opened():
        with pytest.raises(Unavailable):
            await system.send(PATH, {}, idempotency_key="rqo_1", purpose="oversight")


async def test_a_gateway_that_does_not_answer_is_waited_for(tmp_path: Path) -> None:
    async with listening(TokenPeer()) as peer:
        path = enrolled(tmp_path, peer)
    system = OwnSystem(path)
    async with system.opened():
        with pytest.raises(Unavailable):
            await system.read(PATH)


async def test_a_system_that_is_not_enrolled_yet_waits_for_its_credentials(peer: TokenPeer, tmp_path: Path) -> None:
    system = OwnSystem(tmp_path / "credentials.json")
    async with system.opened():
        with pytest.raises(Unavailable):
            await system.read(PATH)
        enrolled(tmp_path, peer)
        assert await system.read(PATH) == {"path": PATH}


async def test_nothing_is_read_before_it_is_opened(peer: TokenPeer, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await OwnSystem(enrolled(tmp_path, peer)).read(PATH)


def test_credentials_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = enrolled(tmp_path, TokenPeer(base_url="http://127.0.0.1:9"))
    path.chmod(0o644)
    with pytest.raises(SecretFileRefused, match="readable by others"):
        OwnSystem(path)


def test_a_refused_file_shows_nothing_of_its_content(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.touch(mode=0o600)
    path.write_text('{"privateJwk": {"d": "deadbeef"}}')
    with pytest.raises(SecretFileRefused) as refusal:
        OwnSystem(path)
    assert "deadbeef" not in str(refusal.value)
    assert refusal.value.__cause__ is None
