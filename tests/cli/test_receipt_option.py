"""`saphan call --receipt`: the receipt is checked on arrival and kept; what does not hold is no success."""

import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from chassis.tokens.tokens import SigningKey
from contracts.identifiers import new_id
from evidence.entries import Phase, spell_moment
from gateway.exchange.receipts import Receipts
from gateway.ledger.entries import sealed
from gateway.trust.keys import GatewayKeys
from tests.cli.test_call import Said, saphan
from tests.support.token_peer import TokenPeer, listening


@dataclass
class ReceiptingPeer(TokenPeer):
    """A peer that gives a receipt with every answer, and publishes its keys."""

    keys: GatewayKeys = field(default_factory=lambda: GatewayKeys("http://peer", [SigningKey.generate()]))
    about: bytes | None = None  # the body that the receipt speaks of, when it is not the one that is sent
    names: str | None = None  # the exchange in the answer's header, when it is not the receipt's
    silent: bool = False
    published: bytes | None = None

    async def operation(self, request: web.Request) -> web.Response:
        if request.path == "/.well-known/jwks.json":
            return web.Response(body=self.published or orjson.dumps(self.keys.jwks()))
        answer = await super().operation(request)
        if not self.silent:
            exchange = new_id("xch")
            answer.headers["Exchange-Id"] = self.names or exchange
            answer.headers["Exchange-Receipt"] = self._receipt(exchange, self.about or bytes(answer.body or b""))  # type: ignore[arg-type]  # a body of bytes
        return answer

    def _receipt(self, exchange: str, body: bytes) -> str:
        at, now = datetime.now(UTC), time.time()
        self.keys.switch(self.keys.prepare(now=now))
        facts = {"at": spell_moment(at), "exchange": exchange, "phase": "outcome"}
        facts["responseDigest"] = hashlib.sha256(body).hexdigest()
        details = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
        made = Receipts(self.keys).issue(sealed(exchange, Phase.OUTCOME, at, details), now=now)
        assert made is not None
        return made


@dataclass
class Shell:
    peer: ReceiptingPeer
    folder: Path

    @property
    def kept(self) -> Path:
        return self.folder / "receipt.jws"

    async def call(self, *arguments: str) -> Said:
        path = self.folder / "police-case-system.json"
        path.write_text(self.peer.credentials().model_dump_json(by_alias=True))
        return await saphan("call", "--as", str(path), "GET", "/case-registry/v1/cases", *arguments)


@pytest.fixture
async def shell(tmp_path: Path) -> AsyncIterator[Shell]:
    peer = ReceiptingPeer()
    async with listening(peer):
        yield Shell(peer, tmp_path)


async def test_a_receipt_is_checked_and_kept(shell: Shell) -> None:
    said = await shell.call("--receipt", str(shell.kept))
    assert said.code == 0, said.err
    assert "✓ The answer is the one that the receipt was given for." in said.err
    assert shell.kept.read_text().count(".") == 2
    assert shell.kept.stat().st_mode & 0o777 == 0o600, "it opens its entry: the salt is in it"
    assert shell.kept.read_text().strip() not in said.err, "it is kept whole and shown short"


async def test_without_the_option_no_keys_are_asked_for(shell: Shell) -> None:
    shell.peer.published = b"no keys"
    assert (await shell.call()).code == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"about": b"another answer"}, "✗ The answer is not the one"),
        ({"names": "xch_another"}, "✗ The answer is not the one"),
        ({"published": orjson.dumps({"keys": []})}, "✗ No key that you trust"),
        ({"silent": True}, "This answer has no receipt."),
        ({"published": b"no keys"}, "cannot be read"),
    ],
    ids=["another body", "another exchange", "unknown key", "no receipt", "no key set"],
)
async def test_what_does_not_hold_is_no_success(shell: Shell, spoil: dict[str, object], said: str) -> None:
    for name, value in spoil.items():
        setattr(shell.peer, name, value)
    heard = await shell.call("--receipt", str(shell.kept))
    assert heard.code == 1
    assert said in heard.err.replace("\n", " ")
