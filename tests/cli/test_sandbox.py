"""The sample country against the services as they really are."""

import importlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from cli.sandbox.country import Offer, Sandbox
from contracts.catalogue import Catalogue
from gateway.directory.compiler import compile_service
from gateway.directory.documents import operations
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.registration import check_components
from gateway.guests import GUESTS
from tests.support.postgres import FreshDatabase
from tests.support.service import secret_files

SANDBOX = Sandbox.load()
NAMES = sorted(SANDBOX.offered_by)


def _document(name: str, folder: Path) -> dict[str, Any]:
    for guest in GUESTS:
        if name == guest.NAME:
            return guest.document()
    package = f"services.{name.replace('-', '_')}"
    settings = importlib.import_module(f"{package}.settings").Settings
    prefix = f"SAPHAN_{name.replace('-', '_').upper()}_"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(f"{prefix}DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        environment.setenv(f"{prefix}BUS_URL", "postgresql://nobody@127.0.0.1:1/none")
        environment.setenv(f"{prefix}BUS", "postgres")
        if name == "document-exchange":
            environment.setenv(f"{prefix}FILES_URL", f"file://{folder}")
        for variable, path in secret_files(settings).items():
            environment.setenv(f"{prefix}{variable.upper()}", str(path))
        app = importlib.import_module(f"{package}.app").build(settings())
    document: dict[str, Any] = app.openapi()
    return document


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return {name: _document(name, tmp_path_factory.mktemp("files")) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_service_can_be_registered(documents: dict[str, dict[str, Any]], name: str) -> None:
    check_components(documents[name], Catalogue.load())
    service = compile_service(name, SANDBOX.offered_by[name], f"in-process:{name}", documents[name], "digest")
    assert service.operations


@pytest.mark.parametrize("name", NAMES)
def test_agreements_name_every_operation_and_no_other(documents: dict[str, dict[str, Any]], name: str) -> None:
    declared = {o.operation_id for o in operations(documents[name]) if not o.node.get("x-public")}
    agreed = {o for agreement in SANDBOX.agreements if agreement.service == name for o in agreement.operations}
    assert agreed == declared


@pytest.mark.parametrize("name", NAMES)
def test_the_purposes_are_those_for_which_an_operation_is_meant(
    documents: dict[str, dict[str, Any]], name: str
) -> None:
    meant = {o.operation_id: set(o.node.get("x-purposes", [])) for o in operations(documents[name])}
    for agreement in (a for a in SANDBOX.agreements if a.service == name and "oversight" not in a.purposes):
        for operation in agreement.operations:
            assert not meant[operation] or agreement.purposes <= meant[operation], f"{agreement.id}: {operation}"


def test_field_groups_are_those_of_the_national_schemas() -> None:
    catalogue = Catalogue.load()
    known = {group for schema_id in catalogue.ids() for group in _groups(catalogue.document(schema_id))}
    assert {group for agreement in SANDBOX.agreements for group in agreement.field_groups} <= known


def _groups(node: object) -> list[str]:
    if isinstance(node, dict):
        own = node.get("x-field-group")
        return [group for value in node.values() for group in _groups(value)] + ([own] if isinstance(own, str) else [])
    return [group for value in node for group in _groups(value)] if isinstance(node, list) else []


def test_every_member_is_of_a_kind_that_schemas_can_name() -> None:
    assert {member.kind for member in SANDBOX.members} <= Catalogue.load().codelist("member-kind").codes.keys()


def test_every_member_has_a_system_and_a_purpose() -> None:
    assert {system.member for system in SANDBOX.systems} == {member.id for member in SANDBOX.members}
    assert all(SANDBOX.purposes(member.id) for member in SANDBOX.members)


def test_an_article_is_marked_as_read_or_as_configuration() -> None:
    bases = [basis for agreement in SANDBOX.agreements for basis in agreement.legal_basis]
    assert all(basis.article for basis in bases if basis.verified)
    assert not all(basis.verified for basis in bases)


async def test_the_sample_country_is_enrolled_and_loaded_as_a_whole(
    documents: dict[str, dict[str, Any]], fresh_database: FreshDatabase
) -> None:
    engine = create_engine(fresh_database("gateway.migrations"))
    keys = {system.client_id: SigningKey.generate().public_jwk for system in SANDBOX.systems}
    offers = {name: Offer(f"in-process:{name}", document) for name, document in documents.items()}
    connection: AsyncConnection
    async with engine.begin() as connection:
        version = await enrol(connection, SANDBOX.content(keys, offers))
        assert await enrol(connection, SANDBOX.content(keys, offers)) == version == 1
    snapshot = await load(engine)
    await engine.dispose()
    assert sorted(snapshot.services) == NAMES
    assert len(snapshot.systems) == len(keys)


def test_what_is_not_offered_is_left_out() -> None:
    content = SANDBOX.content({}, {})
    assert (content.systems, content.services, content.agreements) == ((), (), ())
