"""Whatever is sent to any operation, and to what is public, no answer is a fault of ours: odd requests, by a seed.

Most of them are right ones of the authorisation matrix with something wrong in them, which reach the services; a third
is generated from the documents. 700 in every run, 10,000 under `make nightly`; `SAPHAN_SEED` repeats a run.
"""

import asyncio
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

import aiohttp
import orjson
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from gateway.directory.documents import followed
from gateway.directory.snapshot import Snapshot
from gateway.front.reference.document import operations
from tests.journeys.authorisation.matrix import MATRIX, WITH_OFFICER
from tests.journeys.authorisation.row import Derived, Row, Standing
from tests.journeys.test_authorisation_matrix import directory, purposes, sample_country, who_may
from tests.support.odd_requests import Example, Odd, Request, public_examples
from tests.support.odd_run import Sender
from tests.support.sample_country import KINDS, SYSTEMS, SampleCountry
from tests.support.saphan_process import SaphanProcess

__all__ = ["directory", "sample_country"]  # fixtures of the matrix

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

SEED: Final = 20261128  # of what runs with everything else: no build turns red by chance
RENEWED_AFTER: Final = 2500  # requests: by then most examples have been used up by those that succeeded
PUBLIC_SHARE, GENERATED_SHARE = 0.1, 0.3
GENERATED_OF_EACH: Final = {700: 4, 10_000: 24}  # by the number of requests
ENDS_THE_RUN: Final = "directory/suspendRight"  # of a system that goes on calling, if an odd request names one
STATED: Final = ("Content-Type", "If-Match", "Content-Digest")
SENT: Final = ("method", "url", "params", "json", "data", "headers")


@pytest.fixture(scope="module")
def shared(open_folder: Path) -> Iterator[SaphanProcess]:
    """A Saphan that nobody shares: who knows what odd requests leave behind."""
    process = SaphanProcess(open_folder / "odd-requests")
    yield process.start()
    process.clean_up()


async def examples_of(country: SampleCountry, directory: Snapshot) -> list[Example]:
    """Return right requests of every operation, as kinds of member that may make them."""
    found = []
    for key, row in [*MATRIX.items(), *WITH_OFFICER.items()]:
        if key == ENDS_THE_RUN:
            continue
        for standing in row.cells:
            granted = who_may(directory, key, row, standing)
            if granted:
                call = await called(row, country, granted[0], standing)
                found.append(example_of(key, row, KINDS[granted[0]], call, directory))
    return found


async def called(row: Row | Derived, country: SampleCountry, kind: str, standing: Standing) -> Any:
    """Return a right call of the matrix; a machine that has no time right now is asked again."""
    for _ in range(5):
        try:
            return await row.call(country, kind, standing)
        except AssertionError as refused:
            if "/problems/unavailable" not in str(refused):
                raise
        await asyncio.sleep(2)
    raise AssertionError("never made")


def example_of(key: str, row: Row | Derived, member: str, call: Any, directory: Snapshot) -> Example:
    name, _, operation_id = key.partition("/")
    service, operation = directory.services[name], directory.services[name].operations[operation_id]
    json = () if call.json is None else (("Content-Type", "application/json"),)
    return Example(
        key=key,
        request=Request(
            operation.method,
            service.prefix + call.path,
            call.body if call.json is None else orjson.dumps(call.json),
            (*json, *dict(call.headers or {}).items()),
        ),
        system=SYSTEMS[member],
        purpose=purposes(directory, member, key)[0],
        officer=row.officer,
        sign=operation.legal_act,
    )


class Documents:
    """The documents of the services, as the gateway serves them, and what is generated from them."""

    def __init__(self, base_url: str, services: Sequence[str]) -> None:
        self._documents = {
            each: requests.get(f"{base_url}/openapi/{each}.json", timeout=10).json() for each in services
        }

    def parameters(self, key: str) -> tuple[dict[str, Any], ...]:
        """Return the parameters that an operation declares for its query."""
        service, _, operation_id = key.partition("/")
        document = self._documents[service]
        node = next(each for _, _, each in operations(document) if each["operationId"] == operation_id)
        found = (followed(each, document) for each in node.get("parameters", ()))
        return tuple({**each, "schema": followed(each["schema"], document)} for each in found if each["in"] == "query")

    def generated(self, example: Example, count: int, of: int) -> list[Request]:
        """Return requests of an operation that fit its document, and such that just do not."""
        service, _, operation_id = example.key.partition("/")
        document = self._documents[service] | {"servers": [{"url": f"/{service}/v1"}]}
        operation = schemathesis.openapi.from_dict(document).find_operation_by_id(operation_id)
        found: list[Request] = []
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @seed(of)
            @settings(
                max_examples=max(1, count // 2),
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode))
            def collect(case: Any) -> None:
                told = case.as_transport_kwargs(base_url=f"http://saphan/{service}/v1")
                made = requests.Request(**{name: told[name] for name in SENT if name in told}).prepare()
                body = made.body.encode() if isinstance(made.body, str) else made.body
                assert body is None or isinstance(body, bytes)
                stated = [(name, str(made.headers[name])) for name in STATED if name in made.headers]
                found.append(Request(str(made.method), made.path_url, body, tuple(stated)))

            collect()
        return found


def asked(
    odd: Odd, examples: Sequence[Example], generated: dict[str, list[Request]], count: int
) -> Iterator[tuple[Example, Request]]:
    """Yield so many requests, of every operation about as often."""
    public, by_key = public_examples(), sorted({each.key for each in examples})
    for turn in range(count):
        if odd.random.random() < PUBLIC_SHARE:
            example = odd.random.choice(public)
            yield example, odd.request(example)
            continue
        key = by_key[turn % len(by_key)]
        example = odd.random.choice([each for each in examples if each.key == key])
        if generated[key] and odd.random.random() < GENERATED_SHARE:
            made = odd.random.choice(generated[key])
            if odd.random.random() < 0.7:  # of a record that is there
                made = replace(made, path="?".join([example.request.split()[0], made.split()[1]]).rstrip("?"))
            example = replace(example, request=made)
            yield example, made if odd.random.random() < 0.5 else odd.request(example)
        else:
            yield example, odd.request(example)


@pytest.mark.parametrize("count", [700, pytest.param(10_000, marks=pytest.mark.nightly)])
async def test_no_odd_request_is_answered_by_a_fault(
    count: int, sample_country: SampleCountry, directory: Snapshot, shared: SaphanProcess
) -> None:
    chance = int(os.environ.get("SAPHAN_SEED") or (secrets.randbits(32) if count > 700 else SEED))
    print(f"SAPHAN_SEED={chance}")  # noqa: T201 - to repeat it by
    odd, began, documents = Odd(Random(chance)), time.monotonic(), Documents(shared.base_url, list(directory.services))
    generated: dict[str, list[Request]] = {}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        sender = Sender(shared, session)
        for beginning in range(0, count, RENEWED_AFTER):
            examples = [
                replace(each, parameters=documents.parameters(each.key))
                for each in await examples_of(sample_country, directory)
            ]
            for each in examples:
                if each.key not in generated:
                    generated[each.key] = documents.generated(each, GENERATED_OF_EACH[count], chance)
            now = min(RENEWED_AFTER, count - beginning)
            await sender.send_all(asked(odd, examples, generated, now), odd)
    tally = sender.tally
    print(f"{tally}; {time.monotonic() - began:.0f} s")  # noqa: T201 - what a night has come to
    assert not tally.faults, "\n".join([f"SAPHAN_SEED={chance}", *tally.faults])
    assert sum(tally.statuses.values()) == count
    # or the generator would only find out that the gateway's door is shut
    assert len(tally.reached) > 2 / 3 * len(MATRIX)
    assert sum(tally.beyond.values()) > count / 4
    assert sum(n for status, n in tally.beyond.items() if status < 300) > count / 10
