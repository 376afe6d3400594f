"""Composition of the tree's background work in a gateway process: sequencing, witnesses, time-stamps, inspection."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.x509 import Certificate

from chassis.process.clock import Clock
from chassis.process.telemetry import Telemetry
from gateway.ledger.pool import Pool
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.handing_over import HandingOver
from gateway.ledger.tree.inspecting import Inspecting
from gateway.ledger.tree.proofs import Tree
from gateway.ledger.tree.routes import PREFIX
from gateway.ledger.tree.sequencer import Sequencer
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.timestamps import Timestamps
from gateway.ledger.tree.witnesses import Witnesses, WitnessSeen
from gateway.ledger.writer import Writer
from gateway.trust.keys import GatewayKeys


def origin_of(public_url: str) -> str:
    """Return the first origin of the ledger behind a public URL: where it is served, without the scheme."""
    return urlsplit(public_url).netloc + PREFIX


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """Whom to ask for time stamps (RFC 3161), whose word counts, and how often."""

    url: str
    roots: Sequence[Certificate]
    every_s: float


@dataclass(frozen=True, slots=True)
class TreePlan:
    """Where the tree lies, under which name it is signed, and who vouches for it."""

    database_url: str
    origin: str
    checkpoint_folder: Path | None
    witnesses: Sequence[WitnessSeen]
    timestamps: TimestampAuthority | None


class TreeMaintenance:
    """Runs sequencer, key succession, inspection, witnesses and time stamps; `shown` is the tree for the routes."""

    def __init__(
        self,
        plan: TreePlan,
        keys: GatewayKeys,
        pool: Pool,
        clock: Clock,
        measured: Telemetry | None,
        ledger: Writer,
    ) -> None:
        """`ledger` writes what the tree tells of itself, and knows the seals of its entries."""
        signer, self.alarms = Signer(keys.checkpoint_keys), Alarms(measured)  # what somebody must decide about
        seen = list(plan.witnesses)
        self.shown: Final = Tree(pool, signer, keys.root_jwks, [key for witness in seen for key in witness.keys])
        self._sequencer: Final = Sequencer(
            plan.database_url,
            plan.origin,
            signer,
            ledger.seals,
            Anchor(plan.checkpoint_folder),
            self.alarms,
            clock,
        )
        self._witnesses: Final = Witnesses(seen, pool, self._sequencer.published, self.alarms)
        self._handing_over: Final = HandingOver(pool, signer, ledger.write_later, clock)
        self._inspecting: Final = Inspecting(
            plan.database_url, self.alarms, lambda: self._sequencer.leads, signer.opened, ledger.seals
        )
        self._timestamps: Final = _timestamps(plan.timestamps, pool, clock, self._sequencer)

    def work(self) -> Iterator[Callable[[], Coroutine[None, None, None]]]:
        """Yield what runs for as long as the process does."""
        yield self._sequencer.run
        yield self._handing_over.run
        yield self._inspecting.run
        if self._witnesses.seen:
            yield self._witnesses.run
        if self._timestamps is not None:
            yield self._timestamps.run


def _timestamps(
    authority: TimestampAuthority | None, pool: Pool, clock: Clock, sequencer: Sequencer
) -> Timestamps | None:
    if authority is None:
        return None
    every_s = authority.every_s
    return Timestamps(authority.url, authority.roots, pool, clock, every_s=every_s, leads=lambda: sequencer.leads)
