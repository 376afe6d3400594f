"""Benchmark of one policy decision (`decide`, step 5) with 5,000 agreements in force."""

import itertools
import time
from typing import Any, Final

from chassis.tokens.tokens import SigningKey
from contracts.seats import Holding
from gateway.directory.compiler import compile_service
from gateway.directory.entries import AgreementEntry, LegalBasis, MemberEntry, ServiceEntry, SystemEntry
from gateway.directory.snapshot import Snapshot
from gateway.exchange.policy import Question, decide

AGREEMENTS: Final = 5_000
MEMBERS: Final = 100
SERVICES: Final = 10
OPERATIONS: Final = 20
DECISIONS: Final = 100_000
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
        {m: MemberEntry(m, "ministry", m, m) for m in members},
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


def report() -> str:
    """Return the row that `make bench` prints."""
    return (
        f"Policy decision with {AGREEMENTS:,} agreements: {decision_us(''):.1f} µs, "
        f"{decision_us('owner=somebody'):.1f} µs when a query parameter belongs to a field group (budget 20 µs)"
    )


if __name__ == "__main__":
    print(report())
