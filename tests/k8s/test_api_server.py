"""A real API server takes every object of every overlay, and would let every pod into a restricted namespace."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from k8s.checks.manifests import OVERLAYS, Country
from k8s.checks.offline import RENDERED, SCHEMAS, TOOLS
from tests.k8s.api_server import ApiServer, api_server

pytestmark = pytest.mark.nightly  # `make k8s-api-server` takes minutes to build it


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ApiServer]:
    async with api_server(TOOLS, tmp_path) as started:
        for packed in sorted((SCHEMAS / "crds").glob("*.gz")):
            definition = yaml.load(gzip.decompress(packed.read_bytes()), Loader=yaml.CSafeLoader)
            taken = await started.apply(definition)
            assert taken.status in {200, 201}, f"{packed.name}: {taken.message}"
            spec = definition["spec"]
            version = next(each["name"] for each in reversed(spec["versions"]) if each["served"])
            async with asyncio.timeout(60):
                while not await started.serves(f"{spec['group']}/{version}", spec["names"]["kind"]):  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.2)
        yield started


async def test_every_object_is_taken_without_a_warning(server: ApiServer) -> None:
    refused = []
    for overlay in OVERLAYS:
        for manifest in Country.read(RENDERED / f"{overlay}.yaml").manifests:
            taken = await server.apply(manifest.content)
            if taken.status not in {200, 201} or taken.warnings:
                refused.append(f"{overlay}: {manifest}: {taken.message} {taken.warnings}")
    assert refused == []


async def test_what_the_schemas_let_through_is_refused(server: ApiServer) -> None:
    country = Country.read(RENDERED / "production.yaml")
    assert (await server.apply(country.one("Namespace", "saphan").content)).status in {200, 201}
    gateway = country.one("Deployment", "gateway").content
    container = gateway["spec"]["template"]["spec"]["containers"][0]
    container["resources"]["limits"]["memory"] = "512 MB"
    assert (await server.apply(gateway)).status >= 400
    container["resources"]["limits"]["memory"] = "512Mi"
    del container["securityContext"]["capabilities"]
    (warning,) = (await server.apply(gateway)).warnings
    assert "would violate PodSecurity" in warning
    assert "unrestricted capabilities" in warning
