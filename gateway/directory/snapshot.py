"""The directory at one version: immutable, complete, and swapped as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.calendar import VIENTIANE
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.seats import Standing
from gateway.directory.answering import Answering
from gateway.directory.entries import (
    AgreementEntry,
    LegalBasis,
    MethodMismatch,
    OperationEntry,
    ResolvedOperation,
    ResponseEntry,
    ServiceEntry,
    SystemEntry,
    Tenure,
)
from gateway.directory.officers import folded_officer
from gateway.directory.routing import Found
from gateway.directory.seats import Seats

__all__ = [
    "AgreementEntry",
    "LegalBasis",
    "MethodMismatch",
    "OperationEntry",
    "ResolvedOperation",
    "ResponseEntry",
    "ServiceEntry",
    "Snapshot",
    "SystemEntry",
    "Tenure",
]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """Which agreement answers, by member, operation and purpose: dear to make, and the same while these two are."""

    agreements: Mapping[str, AgreementEntry]
    organisations: Organisations
    table: Mapping[tuple[str, str, str], Answering]
    purposes: tuple[str, ...]  # that some agreement names, past and future ones too

    @classmethod
    def of(cls, agreements: Mapping[str, AgreementEntry], organisations: Organisations) -> "Policy":
        """Return the policy of these agreements."""
        purposes = sorted({purpose for entry in agreements.values() for purpose in entry.purposes})
        return cls(agreements, organisations, _policy(agreements.values(), organisations), tuple(purposes))

    def is_of(self, agreements: Mapping[str, AgreementEntry], organisations: Organisations) -> bool:
        """Tell whether it is made of these very objects."""
        return self.agreements is agreements and self.organisations is organisations


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Everything the data plane needs to decide, without a query."""

    version: int
    systems: Mapping[str, SystemEntry]  # by client id; suspended ones are not here
    services: Mapping[str, ServiceEntry]
    agreements: Mapping[str, AgreementEntry]  # by id; suspended ones are not here
    suspended: Mapping[str, SystemEntry] = field(default_factory=dict)  # systems: only to say whom a refusal concerns
    organisations: Organisations = field(default_factory=Organisations)  # past and future ones too
    code_lists: CodeLists = field(default_factory=CodeLists)  # the programme's and the national ones
    # by member and folded id, past and future ones too; a member that is not here keeps none in the register
    officers: Mapping[str, Mapping[str, Tenure]] = field(default_factory=dict)
    policy: "Policy | None" = field(default=None, repr=False)  # of another snapshot: taken over where it is the same
    seats: Seats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seats", Seats(self.organisations))
        if self.policy is None or not self.policy.is_of(self.agreements, self.organisations):
            object.__setattr__(self, "policy", Policy.of(self.agreements, self.organisations))

    @property
    def purposes_agreed(self) -> tuple[str, ...]:
        """The purposes that some agreement names, past and future ones too."""
        return () if self.policy is None else self.policy.purposes

    def resolve(self, service: str, method: str, path: str) -> ResolvedOperation | MethodMismatch | None:
        """Return what `method` and the decoded `path` (with the service's prefix) mean; None: nothing here."""
        entry = self.services.get(service)
        if entry is None or not path.startswith(entry.prefix):
            return None
        below = path[len(entry.prefix) :]
        found = entry.router.find(method, below) if below.startswith("/") else None  # /v1x is not /v1
        if isinstance(found, Found):
            return ResolvedOperation(entry, found.target, found.parameters)
        return MethodMismatch(found.allowed) if found else None

    def standing(self, client_id: str, office: str | None, at: float) -> Standing | None:
        """Return the standing of a system in an office of its member; None without one, or where it may not act."""
        system = self.systems.get(client_id)
        if system is None or office is None:
            return None
        judged = self.seats.judge(system, office, at)
        return judged if isinstance(judged, Standing) else None

    def agreement(
        self,
        member: str,
        operation_key: str,
        purpose: str,
        at: float,
        *,
        system: str = "",
        standing: Standing | None = None,
    ) -> AgreementEntry | None:
        """Return the one agreement in force at that moment (seconds since the epoch), or None: deny by default.

        Where several are bound to different callers it is the most particular one (`gateway.directory.answering`).
        """
        answering = self._answering(member, operation_key, purpose)
        return None if answering is None else answering.find(at, system, standing)

    def agreed(self, member: str, operation_key: str, purpose: str, at: float) -> tuple[AgreementEntry, ...]:
        """Return what is in force for the member, whomever of it that is bound to."""
        answering = self._answering(member, operation_key, purpose)
        return () if answering is None else tuple(entry for entry in answering.entries if entry.in_force(at))

    def _answering(self, member: str, operation_key: str, purpose: str) -> Answering | None:
        return None if self.policy is None else self.policy.table.get((member, operation_key, purpose))

    def has_system(self, client_id: str) -> bool:
        """Tell whether there is a system of that client id, suspended or not: a request may name either."""
        return client_id in self.systems or client_id in self.suspended

    def holds(self, client_id: str, key: str) -> bool:
        """Tell whether the key of that thumbprint is registered for the system, and neither of them suspended."""
        system = self.systems.get(client_id)
        return system is not None and key in system.keys

    def purposes(self, member: str, at: float) -> frozenset[str]:
        """Return every purpose for which some agreement of the member is in force at that moment."""
        granted = (a.purposes for a in self.agreements.values() if a.member == member and a.in_force(at))
        return frozenset().union(*granted)

    def is_in_office(self, member: str, officer: str, at: float) -> bool:
        """Tell whether an officer may act for the member at that moment: whoever keeps officers here has no others."""
        kept = self.officers.get(member)
        if kept is None:
            return True
        tenure = kept.get(folded_officer(officer))
        return tenure is not None and tenure.holds_on(datetime.fromtimestamp(at, VIENTIANE).date())

    def may_act(self, member: str, other: str, purpose: str, at: float) -> bool:
        """Tell whether some agreement in force lets the member act for the other one, for that purpose."""
        return any(
            a.member == member and other in a.on_behalf_of and purpose in a.purposes and a.in_force(at)
            for a in self.agreements.values()
        )


def _policy(
    agreements: Iterable[AgreementEntry], organisations: Organisations
) -> dict[tuple[str, str, str], Answering]:
    table: dict[tuple[str, str, str], list[AgreementEntry]] = {}
    for entry in agreements:
        for operation in entry.operations:
            for purpose in entry.purposes:
                table.setdefault((entry.member, f"{entry.service}/{operation}", purpose), []).append(entry)
    return {place: Answering(entries, organisations) for place, entries in table.items()}
