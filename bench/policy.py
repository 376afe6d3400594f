"""Benchmark of one policy decision (`decide`, step 5) with 5,000 agreements in force."""

import itertools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from chassis.tokens.tokens import SigningKey
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Holding, Seat
from gateway.directory.compiler import compile_service
from gateway.directory.entries import AgreementEntry, LegalBasis, ServiceEntry, SystemEntry
from gateway.directory.snapshot import Snapshot
from gateway.exchange.policy import Question, decide

AGREEMENTS: Final = 5_000
MEMBERS: Final = 100
SERVICES: Final = 10
OPERATIONS: Final = 20
DECISIONS: Final = 100_000
PROVINCES: Final = 18
STATIONS: Final = 1_000
BOUND: Final = 150
_PERSON: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"name": {"type": "string", "x-data-class": "specific"}, "note": {"type": "string"}},
    "required": ["name"],
}


def a_service(name: str) -> ServiceEntry:
    """Return a service whose operations carry specific data and are searched by a field group: no rule is idle."""
    answer = {"200": {"description": "", "content": {"application/json": {"schema": _PERSON}}}}
    owner = {"name": "owner", "in": "query", "x-field-group": "owners", "schema": {"type": "string"}}
    paths = {
        f"/things-{n}": {"get": {"operationId": f"listThings{n}", "parameters": [owner], "responses": answer}}
        for n in range(OPERATIONS)
    }
    document = {"openapi": "3.1.0", "info": {"title": name, "version": "1.0.0"}, "paths": paths}
    return compile_service(name, "m-0", "", document | {"servers": [{"url": f"/{name}/v1"}]}, name)


def a_directory() -> Snapshot:
    """Return a country in which every member may call one operation after another for a purpose of its own."""
    services = {name: a_service(name) for name in (f"service-{n}" for n in range(SERVICES))}
    members = [f"m-{n}" for n in range(MEMBERS)]
    places = itertools.product(members, services, range(AGREEMENTS // MEMBERS // SERVICES))
    agreements = [
        AgreementEntry(
            id=f"agr_{member}-{service}-{turn}",
            member=member,
            service=service,
            operations=frozenset(services[service].operations),
            purposes=frozenset({f"purpose{turn}"}),
            legal_basis=(LegalBasis("A law", "1", verified=False),),
            field_groups=frozenset({"owners"}),
            valid_from=0.0,
            valid_to=None,
            rate_per_s=1.0,
            burst=1,
            daily_quota=1,
            data_classes=frozenset({"general", "specific"}),
        )
        for member, service, turn in places
    ]
    key = SigningKey.generate().verifying
    systems = {f"{m}-system": SystemEntry(f"{m}-system", m, "ministry", Holding(), {key.kid: key}) for m in members}
    return Snapshot(
        1,
        systems,
        services,
        {agreement.id: agreement for agreement in agreements},
    )


def decision_us(query: str) -> float:
    """Return the CPU microseconds of one decision, the question put together included, over all agreements in turn."""
    snapshot = a_directory()
    operations = [each for service in snapshot.services.values() for each in service.operations.values()]
    asked = list(
        itertools.islice(
            itertools.cycle(
                (agreement.member, min(agreement.purposes), operation)
                for agreement, operation in zip(snapshot.agreements.values(), itertools.cycle(operations), strict=False)
                if operation.service == agreement.service
            ),
            DECISIONS,
        )
    )
    began = time.process_time()
    for member, purpose, operation in asked:
        decide(snapshot, Question(member=member, purpose=purpose, operation=operation, at=1.0, query=query))
    return 1e6 * (time.process_time() - began) / len(asked)


def _police(agreements: Mapping[str, AgreementEntry]) -> Snapshot:
    """Return one member with a thousand stations under eighteen provinces, and a system for all of them."""
    line = [OfficeFacts(Seat("police", "hq"), "other", "central", "hq", "hq")]
    line += [_office(f"{province:02}", "hq", "province") for province in range(PROVINCES)]
    line += [_office(f"{n % PROVINCES:02}-{n}", f"{n % PROVINCES:02}", "district") for n in range(STATIONS)]
    system = SystemEntry("police-system", "police", "police", Holding(every=True), {})
    everybody = Organisations.of(1, [], line)
    return Snapshot(1, {system.client_id: system}, {}, agreements, organisations=everybody)


def _office(code: str, parent: str, level: str) -> OfficeFacts:
    return OfficeFacts(Seat("police", code), "other", level, code, code, parent=parent)


def standing_us() -> float:
    """Return the CPU microseconds of one look at the office of a token, over a thousand offices in turn."""
    snapshot, codes = _police({}), [f"{n % PROVINCES:02}-{n}" for n in range(STATIONS)]
    for code in codes:
        snapshot.standing("police-system", code, 1.0)
    began = time.process_time()
    for code in itertools.islice(itertools.cycle(codes), DECISIONS):
        snapshot.standing("police-system", code, 1.0)
    return 1e6 * (time.process_time() - began) / DECISIONS


def bound_us() -> float:
    """Return the CPU microseconds of finding an agreement where every station has one of its own, the worst found."""
    anywhere = replace(next(iter(a_directory().agreements.values())), id="agr_any", member="police")
    agreements = {
        f"agr_{n}": replace(anywhere, id=f"agr_{n}", offices=frozenset({f"{n % PROVINCES:02}-{n}"}))
        for n in range(1, BOUND)
    }
    agreements[anywhere.id] = anywhere
    snapshot = _police(agreements)
    place = "police", f"{anywhere.service}/{min(anywhere.operations)}", min(anywhere.purposes), 1.0
    standing = snapshot.standing("police-system", "00-0", 1.0)  # it has none of its own: all of the order is walked
    began = time.process_time()
    for _ in range(DECISIONS):
        snapshot.agreement(*place, system="police-system", standing=standing)
    return 1e6 * (time.process_time() - began) / DECISIONS


def report() -> str:
    """Return the rows that `make bench` prints."""
    return (
        f"Standing of a system in one of {STATIONS:,} offices: {standing_us():.2f} µs (budget 2 µs); "
        f"agreement among {BOUND:,} bound to offices: {bound_us():.1f} µs\n"
        f"Policy decision with {AGREEMENTS:,} agreements: {decision_us(''):.1f} µs, "
        f"{decision_us('owner=somebody'):.1f} µs when a query parameter belongs to a field group (budget 20 µs)"
    )


if __name__ == "__main__":
    print(report())
