"""The evidence of an exchange as the service gives it: to its parties and the control tower, and to nobody else."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
import pytest

from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from chassis.unit.units import Units
from contracts.voucher import Caller
from evidence.base64url import b64url
from evidence.bundles import Bundle, check
from evidence.canonical import canonical
from evidence.digests import stated_digest
from evidence.entries import Phase, spell_moment
from evidence.erasures import only
from evidence.findings import all_hold
from evidence.trusted_keys import TrustedKeys
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.erasures import By, erasure
from gateway.ledger.pool import Pool
from gateway.ledger.retention import erase_exchange
from gateway.ledger.service import app as ledger
from gateway.ledger.tree.bundles import Bundles
from gateway.ledger.tree.proofs import Tree
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS as VOUCHER_KEYS
from tests.support.service import ServiceUnderTest, a_caller, running
from tests.support.tree import SEALS, Sequencing, an_entry, record, rows

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


REGISTER = """
with m as (insert into members (id, kind, name_lo, name_en) values ('police', 'police', 'x', 'x') returning id),
s as (insert into systems (client_id, member, name) select 'police-case-system', id, 'x' from m returning client_id)
insert into system_keys (client_id, thumbprint, jwk, registered_at, revoked_at)
select client_id, $1, $2::jsonb, now(), now() from s
"""


async def register(url: str, key: SigningKey = SYSTEM_KEY) -> None:
    """Register the system's key, and revoke it: what was signed with it is evidence all the same."""
    await rows(url, REGISTER, key.kid, orjson.dumps(dict(key.verifying.public_jwk)).decode())


def a_legal_act(**facts: Any) -> Entry:
    """Return the intent of a legal act with its signed request beside it, as the pipeline records it."""
    base = '"@method": POST'
    signature = b64encode(SYSTEM_KEY.sign_bytes(base.encode())).decode()
    kept = canonical({"base": base, "signature": signature})
    named = {"keyId": SYSTEM_KEY.kid, "algorithm": "ecdsa-p256-sha256", "digest": sha256(kept).hexdigest()}
    entry = of_exchange(an_entry(Phase.INTENT), signature=named, legalAct=True, **facts)
    return replace(entry, signature=kept.decode())


def its_outcome(intent: Entry) -> Entry:
    named = orjson.loads(intent.details)["signature"]
    outcome = an_entry(exchange=intent.exchange)
    return of_exchange(outcome, intent=b64url(intent.leaf_hash), signature=named, legalAct=True)


@pytest.fixture
async def setting(fresh_database: FreshDatabase) -> AsyncIterator[Setting]:
    url = fresh_database("gateway.migrations")
    one, pool, engine = Sequencing(url, None), Pool(url), create_engine(url)
    tree = Tree(pool, one.signer, list)
    async with AsyncExitStack() as stack:
        await pool.open()
        stack.push_async_callback(pool.close)
        stack.push_async_callback(engine.dispose)
        app = ledger.build(Units(engine), VOUCHER_KEYS, {"bundles": Bundles(pool, tree, SEALS)})
        yield Setting(url, await stack.enter_async_context(running(app, POLICE)), one, tree)


async def an_exchange(setting: Setting) -> str:
    """Record intent and outcome of one exchange among others, and sign."""
    intent = of_exchange(an_entry(Phase.INTENT))
    outcome = of_exchange(an_entry(exchange=intent.exchange), intent=b64url(intent.leaf_hash))
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


async def failing(setting: Setting, exchange: str, keys: TrustedKeys | None = None) -> list[str]:
    """Return what does not hold in the bundle that the control tower is given."""
    answer = await setting.get(exchange, TOWER)
    assert answer.status_code == 200, answer.text
    findings = check(answer.content, keys or TrustedKeys.of(await setting.tree.keys()))
    return [found.code for found in findings if not found.holds]


async def test_erased_details_are_nobodys_and_the_tower_sees_who_erased_them(setting: Setting) -> None:
    exchange = await an_exchange(setting)
    connection = await asyncpg.connect(setting.url)
    await erase_exchange(connection, exchange, By("noy.s", "a court has ordered it", datetime.now(UTC), SEALS))
    await connection.close()
    assert (await setting.get(exchange)).status_code == 404
    assert (await setting.get(exchange, TOWER)).status_code == 503  # the erasure waits for its place
    await setting.one.to_the_end()
    bundle = Bundle.read((await setting.get(exchange, TOWER)).content)
    assert [entry.details and entry.details["reason"] for entry in bundle.entries] == [
        None,
        None,
        "a court has ordered it",
    ]
    assert await failing(setting, exchange) == []


async def test_an_erasure_that_the_tree_does_not_hold_is_no_part_of_a_bundle(setting: Setting) -> None:
    exchange = await an_exchange(setting)
    connection = await asyncpg.connect(setting.url)
    await connection.execute("delete from ledger_details where exchange = $1", exchange)
    by = By("noy.s", "a court has ordered it", datetime.now(UTC), SEALS)
    forged = erasure(by, begins=exchange, below=only(exchange), rows={"details": 2})
    await record(setting.url, forged)
    await connection.execute("update ledger_entries set index = 0 where exchange = $1", forged.exchange)
    await connection.close()
    bundle = Bundle.read((await setting.get(exchange, TOWER)).content)
    assert [entry.details for entry in bundle.entries] == [None, None]
    assert "details-there" in await failing(setting, exchange)


async def test_what_waits_for_a_checkpoint_comes_later(setting: Setting) -> None:
    await an_exchange(setting)
    entry = of_exchange(an_entry())
    await record(setting.url, entry)
    answer = await setting.get(entry.exchange)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet-in-tree")


async def test_a_signed_request_comes_with_the_key_of_the_system_though_it_was_revoked(setting: Setting) -> None:
    act = a_legal_act()
    await register(setting.url)
    await record(setting.url, act, its_outcome(act))
    await setting.one.to_the_end()
    bundle = Bundle.read((await setting.get(act.exchange)).content)
    assert list(bundle.system_keys) == [dict(SYSTEM_KEY.verifying.public_jwk)]
    findings = check(bundle.spell(), TrustedKeys.of(await setting.tree.keys()))
    assert all_hold(findings), [finding for finding in findings if not finding.holds]
    assert {"request-kept", "request-signed"} <= {finding.code for finding in findings}


OF_IT = "where exchange = $1"
OF_ANOTHER = "(select signature from ledger_details where signature is not null and exchange <> $1 limit 1)"
ITS_OWN = "(select signature from ledger_details i where i.exchange = d.exchange and not i.ended)"
NEITHER = "details = (details::jsonb - 'signature' - 'legalAct')::json, signature = null"
GONE = ["details-there"]
# /work/shared/attacks/dropped_signature.py, and what else somebody with the database can do
TAMPERED: dict[str, tuple[str, list[str]]] = {
    "signature changed": (
        f"update ledger_details set signature = replace(signature::text, 'POST', 'PUT')::json {OF_IT} and not ended",
        ["request-kept", "request-signed"],
    ),
    "signature dropped": (f"update ledger_details set signature = null {OF_IT}", ["request-kept"]),
    "signature of another": (
        f"update ledger_details set signature = {OF_ANOTHER} {OF_IT} and not ended",
        ["request-kept"],
    ),
    "signature moved": (
        f"update ledger_details d set signature = case when d.ended then {ITS_OWN} end {OF_IT}",
        ["request-kept"],
    ),
    "key deleted": ("delete from system_keys where thumbprint is not null or $1 = ''", ["system-key-known"]),
    "details of the intent deleted": (f"delete from ledger_details {OF_IT} and not ended", GONE),
    "details of the outcome deleted": (f"delete from ledger_details {OF_IT} and ended", GONE),
    "all details deleted": (f"delete from ledger_details {OF_IT}", GONE * 2),
    "details altered": (
        f"update ledger_details set details = replace(details::text, 'moj', 'moh')::json {OF_IT}",
        ["entry-opened", "entry-opened"],
    ),
    "signature taken out of the details": (
        f"update ledger_details set {NEITHER} {OF_IT}",
        ["entry-opened", "entry-opened"],
    ),
    "commitment altered": (
        f"update ledger_entries set commitment = decode(repeat('00', 32), 'hex') {OF_IT} and not ended",
        ["entry-included", "entry-opened", "intent-cited"],
    ),
    "outcome row deleted": (f"delete from ledger_entries {OF_IT} and ended", ["exchange-ended"]),
    "intent row deleted": (f"delete from ledger_entries {OF_IT} and not ended", ["intent-cited"]),
}


@pytest.mark.parametrize("way", TAMPERED)
async def test_nobody_tampers_with_the_evidence_of_a_legal_act_unnoticed(setting: Setting, way: str) -> None:
    act, other = a_legal_act(), a_legal_act(status=404)
    await register(setting.url)
    await record(setting.url, act, its_outcome(act), other, its_outcome(other))
    await setting.one.to_the_end()
    assert await failing(setting, act.exchange) == []
    statement, codes = TAMPERED[way]
    await rows(setting.url, statement, act.exchange)
    assert await failing(setting, act.exchange) == codes
