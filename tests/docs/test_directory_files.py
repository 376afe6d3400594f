"""The files that docs/directory.md and docs/joining.md show are contents that a directory can become."""

import re
import tomllib
from typing import Any

import pytest

from chassis.postgres.database import create_engine
from cli.directory import BUILT_IN
from gateway.directory.content import DirectoryContent
from gateway.directory.enrol import enrol
from gateway.directory.register.app import document
from tests.architecture.house_rules import ROOT
from tests.support.directory import a_document
from tests.support.postgres import FreshDatabase

BLOCK = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(text, id=f"{name}-{number}")
    for name in ("directory", "joining")
    for number, text in enumerate(BLOCK.findall((ROOT / "docs" / f"{name}.md").read_text("utf-8")))
]


def content(text: str) -> DirectoryContent:
    raw: dict[str, Any] = tomllib.loads(text)
    for service in raw.get("services", ()):
        own = a_document() | {"servers": [{"url": f"/{service['name']}/v1"}]}
        service["document"] = document() if service["document"] == BUILT_IN else own
    return DirectoryContent.model_validate(raw)


@pytest.mark.parametrize("text", BLOCKS)
def test_a_file_of_the_documents_is_content(text: str) -> None:
    assert content(text).entries()


async def test_a_new_installation_gets_its_register(fresh_database: FreshDatabase) -> None:
    engine = create_engine(fresh_database("gateway.migrations"))
    first = content(BLOCKS[-1].values[0])  # type: ignore[arg-type]  # pytest's own parameter set
    async with engine.begin() as connection:
        assert await enrol(connection, first) == 1
    await engine.dispose()
    operations = {o["operationId"] for i in document()["paths"].values() for o in i.values() if not o.get("x-public")}
    assert first.agreements[0].operations == operations
