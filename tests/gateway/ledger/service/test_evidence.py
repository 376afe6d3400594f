"""The evidence of an exchange as the service gives it: to its parties and the control tower, and to nobody else."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from chassis.database import create_engine
from chassis.tokens import SigningKey
from chassis.unit import Units
from contracts.voucher import Caller
from evidence.bundles import Bundle, check
from evidence.canonical import canonical
from evidence.digests import stated_digest
from evidence.entries import Phase, spell_bytes, spell_moment
from evidence.findings import all_hold
from evidence.trusted_keys import TrustedKeys
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.pool import Pool
from gateway.ledger.service import app as ledger
from gateway.ledger.tree.bundles import Bundles
from gateway.ledger.tree.proofs import Tree
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS as VOUCHER_KEYS
from tests.support.service import ServiceUnderTest, a_caller, running
from tests.support.tree import Sequencing, an_entry, record, rows

POLICE = a_caller("police", "police")
REGISTRY = a_caller("moj", "justice")
STRANGER = a_caller("hospital", "hospital")
TOWER = a_caller("control-tower", "authority")
SYSTEM_KEY = SigningKey.generate()


def of_exchange(entry: Entry, **facts: Any) -> Entry:
    """Return an entry of the same exchange and moment with details of a real exchange."""
    stated = {
        "exchange": entry.exchange,
        "phase": entry.phase.value,
        "at": spell_moment(entry.at),
        "member": "police",
        "provider": "moj",
        "system": "police-case-system",
    } | facts
    return sealed(entry.exchange, entry.phase, entry.at, canonical(stated).decode())


@dataclass
class Setting:
    url: str
    service: ServiceUnderTest
    one: Sequencing
    tree: Tree

    async def get(self, exchange: str, caller: Caller = POLICE) -> Any:
        return await self.service.call("GET", f"/entries/{exchange}", caller=caller)


def known(system: str, kid: str) -> Mapping[str, str] | None:
    return SYSTEM_KEY.verifying.public_jwk if (system, kid) == ("police-case-system", SYSTEM_KEY.kid) else None


@pytest.fixture
async def setting(fresh_database: FreshDatabase) -> AsyncIterator[Setting]:
    url = fresh_database("gateway.migrations")
    one, pool, engine = Sequencing(url, None), Pool(url), create_engine(url)
    tree = Tree(pool, one.signer, list)
    async with AsyncExitStack() as stack:
        await pool.open()
        stack.push_async_callback(pool.close)
        stack.push_async_callback(engine.dispose)
        app = ledger.build(Units(engine), VOUCHER_KEYS, Bundles(pool, tree, known))
        yield Setting(url, await stack.enter_async_context(running(app, POLICE)), one, tree)


async def an_exchange(setting: Setting) -> str:
    """Record intent and outcome of one exchange among others, and sign."""
    intent = of_exchange(an_entry(Phase.INTENT))
    outcome = of_exchange(an_entry(exchange=intent.exchange), intent=spell_bytes(intent.leaf_hash))
    await record(setting.url, intent, outcome, *(an_entry() for _ in range(5)))
    await setting.one.to_the_end()
    return intent.exchange


async def test_a_bundle_holds_with_the_keys_that_are_published(setting: Setting) -> None:
    exchange = await an_exchange(setting)
    answer = await setting.get(exchange)
    assert answer.status_code == 200
    assert stated_digest(answer.headers["content-digest"])
    trusted = TrustedKeys.of(await setting.tree.keys())
    findings = check(answer.content, trusted)
    assert all_hold(findings), [finding for finding in findings if not finding.holds]
    assert {"entry-included", "entry-opened", "intent-cited", "checkpoint-signed"} <= {each.code for each in findings}


@pytest.mark.parametrize(
    ("caller", "status"),
    [(POLICE, 200), (REGISTRY, 200), (TOWER, 200), (STRANGER, 404)],
    ids=["caller", "provider", "tower", "stranger"],
)
async def test_parties_and_the_tower_see_it(setting: Setting, caller: Caller, status: int) -> None:
    exchange = await an_exchange(setting)
    assert (await setting.get(exchange, caller)).status_code == status


async def test_one_that_never_was_is_the_same_not_found(setting: Setting) -> None:
    await an_exchange(setting)
    answer = await setting.get("xch_00000000000000000000000000", TOWER)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_erased_details_are_nobodys_and_the_tower_still_sees_the_proof(setting: Setting) -> None:
    exchange = await an_exchange(setting)
    await rows(setting.url, "delete from ledger_details where exchange = $1", exchange)
    assert (await setting.get(exchange)).status_code == 404
    bundle = Bundle.read((await setting.get(exchange, TOWER)).content)
    assert [entry.details for entry in bundle.entries] == [None, None]
    assert all_hold(check(bundle.spell(), TrustedKeys.of(await setting.tree.keys())))


async def test_what_waits_for_a_checkpoint_comes_later(setting: Setting) -> None:
    await an_exchange(setting)
    entry = of_exchange(an_entry())
    await record(setting.url, entry)
    answer = await setting.get(entry.exchange)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet-in-tree")


async def test_a_signed_request_comes_with_the_key_of_the_system(setting: Setting) -> None:
    entry = of_exchange(an_entry(), signature={"keyId": SYSTEM_KEY.kid, "algorithm": "x", "digest": "0"})
    await record(setting.url, entry)
    kept = orjson.dumps({"base": "b", "signature": "AA=="}).decode()
    await rows(setting.url, "update ledger_details set signature = $2::json where exchange = $1", entry.exchange, kept)
    await setting.one.to_the_end()
    bundle = Bundle.read((await setting.get(entry.exchange)).content)
    assert list(bundle.system_keys) == [dict(SYSTEM_KEY.verifying.public_jwk)]
    assert bundle.entries[0].signature == {"base": "b", "signature": "AA=="}
