"""Composition root of the gateway: builds directory, trust, ledger, data plane and guests from the settings."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Final

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.http import health, readiness
from chassis.postgres.database import answers, create_engine
from chassis.postgres.schema_check import SchemaCheck
from chassis.postgres.sweep import Sweep
from chassis.process import telemetry
from chassis.process.clock import Clock, SystemClock
from chassis.process.sampling import Sampler
from chassis.process.shared_seen import SharedSeen
from chassis.process.telemetry import Telemetry
from chassis.process.tls_files import PROCESS_TLS
from chassis.tokens.key_statements import Certified
from chassis.tokens.verified_tokens import VerifiedTokens
from chassis.unit.retention import of_the_chassis
from chassis.unit.units import Units
from contracts.identifiers import new_id
from gateway.consent.store import Consents
from gateway.directory.reference import Reference
from gateway.directory.snapshot import Snapshot
from gateway.directory.watch import Directory
from gateway.exchange import figures
from gateway.exchange.breaches import Breaches
from gateway.exchange.bulkheads import Bulkheads
from gateway.exchange.direct import Direct
from gateway.exchange.effects import Effects
from gateway.exchange.exchange import Gateway
from gateway.exchange.in_process import InProcess
from gateway.exchange.last_seen import LastSeen
from gateway.exchange.limit import SYSTEM
from gateway.exchange.limiter import Limiter, Policy
from gateway.exchange.observe import MeasuringObserver, NoObserver, Observer
from gateway.exchange.receipts import Receipts
from gateway.exchange.shared_bulkheads import SharedBulkheads
from gateway.exchange.shares import Shares
from gateway.exchange.streams import Streams
from gateway.exchange.together import ALONE, Together
from gateway.exchange.unknown_codes import UnknownCodes
from gateway.exchange.upstream import Either
from gateway.guests import GUESTS
from gateway.ledger import lag
from gateway.ledger.epochs import Epochs
from gateway.ledger.key_entries import certified
from gateway.ledger.pool import Pool
from gateway.ledger.pseudonyms import Pseudonyms
from gateway.ledger.seals import Seals
from gateway.ledger.tree.bundles import Bundles
from gateway.ledger.tree.keeping import TreeMaintenance
from gateway.ledger.writer import Writer
from gateway.retention import kept
from gateway.settings import Settings
from gateway.trust.access_tokens import verified_access_tokens
from gateway.trust.answer_signatures import AnswerSigner
from gateway.trust.key_files import changed_roots
from gateway.trust.key_register import KeyRegister
from gateway.trust.keys import GatewayKeys
from gateway.trust.nonces import Nonces
from gateway.trust.proofs import Proofs
from gateway.trust.request_signatures import RequestSignatures
from gateway.trust.revocation import RevokedTokens
from gateway.trust.spent import SpentTokens
from gateway.trust.token_endpoint import TokenEndpoint
from gateway.trust.vouchers import Vouchers

_RESERVED: Final = 4  # connections for tokens, revocations, the directory's watch and the look at the database


def _connections(url: str, pool_size: int) -> tuple[AsyncEngine, AsyncEngine, Pool]:
    """Return three pools: the guests', a small one that no guest can exhaust, or exchanges would stop, and theirs."""
    return create_engine(url, pool_size=pool_size), create_engine(url, pool_size=_RESERVED), Pool(url)


def _towards_services(settings: Settings, together: Together) -> tuple[Bulkheads, Direct]:
    shares, within_s = settings.bulkhead_shares, settings.upstream_wait_s
    bulkheads = Bulkheads(shares, within_s=within_s)
    if together.counts is not None:
        bulkheads = SharedBulkheads(together.counts, shares, within_s=within_s)
    files = settings.upstream_tls_files
    tls = PROCESS_TLS.opened(files, server=False, what="towards services") if files else None
    return bulkheads, Direct(bulkheads, tls, shows_certificate=files.certificate is not None)


class Composition:
    """All objects of a gateway process, built but not opened; `lifespan` opens and closes them."""

    def __init__(
        self, settings: Settings, keys: GatewayKeys, services: Mapping[str, FastAPI], together: Together = ALONE
    ) -> None:
        self.settings, self._keys, url, clock = settings, keys, settings.database_url.get_secret_value(), SystemClock()
        self.engine, self.reserved, self.pool = _connections(url, settings.pool_size)
        self.measured: Final = telemetry.start("gateway", settings.otlp_endpoint, settings.metrics_at)
        streams, ledger = Streams(), Writer(url, new_id("gwy"), Seals(keys.pseudonym_key))
        self.tree: Final = TreeMaintenance(settings.tree_plan, keys, self.pool, clock, self.measured, ledger)
        self.services: Final = {**services, **self._guests(keys, clock, ledger.seals)}
        self.bulkheads, self.direct = _towards_services(settings, together)
        upstream, vouchers, tokens = self._upstream(), Vouchers(keys), verified_access_tokens(keys.issuer, keys)
        self.directory: Final = self._directory_watch(vouchers, tokens, streams)
        proofs, self.token_endpoint = self._token_endpoint(keys, clock, together.seen)
        self.gateway: Final = Gateway(
            hosts=settings.accepted_hosts,
            hops=settings.client_cert_from,
            directory=self.directory,
            access_tokens=tokens,
            proofs=proofs,
            signatures=RequestSignatures(settings.public_url, together.seen),
            answer_signer=AnswerSigner(keys),
            receipts=Receipts(keys),
            vouchers=vouchers,
            key_register=self._key_register(keys, clock, ledger),
            limiter=Limiter(self.pool),
            system_policy=Policy(SYSTEM, settings.system_burst, settings.system_rate_per_s),
            ledger=ledger,
            records=self.pool,
            pseudonyms=Pseudonyms(keys.pseudonym_key),
            epochs=self.epochs,
            upstream=upstream,
            effects=Effects(upstream, vouchers, clock),
            consents=Consents(self.pool),
            public=settings.public_limits,
            clock=clock,
            streams=streams,
            shares=Shares(settings.caller_limits, together.counts),
            breaches=Breaches(clock, self.measured),
            unknown_codes=UnknownCodes(clock, self.measured),
        )

    @cached_property
    def epochs(self) -> Epochs:
        """Whose keys make the pseudonyms of people, by their time."""
        life = timedelta(days=self.settings.pseudonym_epoch_days)
        return Epochs(self.pool, self._keys.pseudonym_key, SystemClock(), life)

    @cached_property
    def reference(self) -> Reference:
        """What everybody is told of members and offices."""
        return Reference(self.engine, self._snapshot)

    @cached_property
    def last_seen(self) -> LastSeen:
        """When each system last called."""
        return LastSeen()

    @cached_property
    def sweep(self) -> Sweep:
        """What removes the rows that are due, and measures the others."""
        return Sweep(self.engine, [*of_the_chassis(), *kept(self.settings)], self.gateway.clock)

    def _snapshot(self) -> Snapshot:
        return self.directory.current()

    def _upstream(self) -> Either:
        return Either(self.direct, InProcess(self.services, self.bulkheads))

    def _guests(self, keys: GatewayKeys, clock: Clock, seals: Seals) -> dict[str, FastAPI]:
        """Return the guests' apps by name; what they need of the gateway is lent to all of them."""
        units = Units(self.engine, clock)
        lent = {
            "epochs": self.epochs,
            "alarms": self.tree.alarms,
            "bundles": Bundles(self.pool, self.tree.shown, seals),
            "seals": seals,
            "reference": self.reference,
        }
        return {guest.NAME: guest.build(units, keys, lent) for guest in GUESTS}

    def _directory_watch(self, vouchers: Vouchers, tokens: VerifiedTokens, streams: Streams) -> Directory:
        def rights_changed() -> None:
            vouchers.flush()
            tokens.flush()

        def look_at_what_runs() -> None:
            streams.look(self.directory)

        return Directory(self.reserved, on_change=rights_changed, on_confirmed=look_at_what_runs)

    def _token_endpoint(self, keys: GatewayKeys, clock: Clock, seen: SharedSeen | None) -> tuple[Proofs, TokenEndpoint]:
        proofs = Proofs(self.settings.public_url, Nonces(keys) if self.settings.dpop_nonces else None, seen)
        spent, revoked = SpentTokens(self.reserved), RevokedTokens(self.reserved)
        offered = bool(self.settings.client_cert_from)
        return proofs, TokenEndpoint(keys, proofs, spent, self.directory, clock, revoked, certificates=offered)

    def _key_register(self, keys: GatewayKeys, clock: Clock, ledger: Writer) -> KeyRegister:
        changed = changed_roots(self.settings.key_file, self.settings.passphrase)

        def made(key: Certified) -> None:
            ledger.write_later(certified(key, clock.now()))

        return KeyRegister(keys, self.pool, clock, roots=changed, made=made)

    def observer(self) -> Observer:
        """Return what traces and measures exchanges; without collector and Prometheus one that does nothing."""
        return NoObserver() if self.measured is None else MeasuringObserver(self.measured, self.last_seen)

    def sampler(self, measured: Telemetry) -> Sampler:
        """Register the gauges of the gateway; return what reads those that ask the database."""
        figures.show_places(measured, self.bulkheads)
        figures.show_ledger(measured, self.gateway.ledger)
        figures.show_directory(measured, self.directory, self._keys, self.last_seen)
        self.sweep.show(measured.gauge)
        sampler = Sampler(measured)
        readiness.watch(sampler, self.checks(), self.alarms)
        lag.watch(sampler, self.pool, self.gateway.clock)
        return sampler

    def checks(self) -> dict[str, health.Check]:
        """Return the readiness checks by name: without each of them no exchange can succeed."""

        async def directory() -> bool:
            return self.directory.confirmed

        async def ledger() -> bool:
            return self.gateway.ledger.available

        return {
            "database": lambda: answers(self.reserved),
            "schema": SchemaCheck(self.reserved, "gateway.migrations"),
            "directory": directory,
            "ledger": ledger,
            **{
                f"{name}.{check}": holds
                for name, app in self.services.items()
                for check, holds in getattr(app.state, "checks", {}).items()  # of a service of ours, in this process
            },
        }

    def alarms(self) -> Mapping[str, str]:
        """Return the alarms that are on, by code: an operator must act, while exchanges go on."""
        return {**self.tree.alarms.holding, **self.gateway.breaches.alarms(), **self.bulkheads.alarms()}
