"""`saphan directory` as an officer types it: files are planned, proposed, approved; and the glass can be broken."""

import asyncio
import base64
import os
import sys
import tomllib
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import orjson
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from typer.testing import CliRunner, Result

from chassis.client.exchange_client import Credentials
from chassis.postgres.database import create_engine
from chassis.tokens.tokens import SigningKey
from chassis.unit.units import Units
from cli import code_lists, directory, offices
from cli.directory import approve
from cli.main import app
from cli.refusals import Refused
from contracts.lao import has_lao
from contracts.seats import Holding
from gateway.directory.content import System
from gateway.directory.enrol import enrol
from gateway.directory.load import load
from gateway.directory.organisations import Member
from gateway.directory.reference import Reference
from gateway.directory.register.app import build
from gateway.directory.snapshot import Snapshot
from gateway.directory.watch import Directory
from tests.support.directory import a_country
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, a_caller, a_voucher
from tests.support.sockets import HOST, served

FILE = """
[[members]]
id = "moic"
kind = "ministry"
lo = "ກະຊວງອຸດສາຫະກຳ ແລະ ການຄ້າ"
en = "Ministry of Industry and Commerce"

[[projects]]
id = "e-land"
owner = "moic"
lo = "ທະບຽນທີ່ດິນ"
status = "reported"
"""
BY_BOUNMY = ("--officer", "bounmy", "--reason", "Reported in time.")


class Tower:
    """Grants a token named after the officer of the assertion, and vouches for her at the register."""

    def __init__(self, register: ASGIApp) -> None:
        self._register = register

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/oauth/token":
            body = (await receive())["body"].decode()
            payload = parse_qs(body)["client_assertion"][0].split(".")[1]
            officer = orjson.loads(base64.urlsafe_b64decode(payload + "==")).get("officer", "-")
            granted = orjson.dumps({"access_token": officer, "token_type": "DPoP", "expires_in": 300})
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
            )
            await send({"type": "http.response.body", "body": granted})
            return
        officer = dict(scope["headers"])[b"authorization"].decode().removeprefix("DPoP ")
        caller = a_caller("control-tower", "authority", officer=None if officer == "-" else officer)
        voucher = (b"voucher", a_voucher(caller, "directory").encode())
        await self._register({**scope, "headers": [*scope["headers"], voucher]}, receive, send)


@dataclass
class Said:
    code: int
    out: str
    err: str


@dataclass
class Desk:
    """An officer's desk: a file, credentials, and the database behind it all."""

    url: str
    file: Path
    credentials: Path

    async def directory(self, *arguments: str) -> Said:
        environment = os.environ | {"SAPHAN_GATEWAY_DATABASE_URL": self.url}
        process = await create_subprocess_exec(
            sys.executable, "-m", "cli.main", "directory", *arguments, stdout=PIPE, stderr=PIPE, env=environment
        )
        out, err = await process.communicate()
        assert process.returncode is not None
        return Said(process.returncode, out.decode(), err.decode())

    async def asked(self, verb: str, *arguments: str) -> Said:
        return await self.directory(verb, arguments[0], "--as", str(self.credentials), *arguments[1:])

    async def snapshot(self) -> Snapshot:
        engine = create_engine(self.url, pool_size=1)
        try:
            return await load(engine)
        finally:
            await engine.dispose()

    async def version(self) -> int:
        return (await self.snapshot()).version


@pytest.fixture
async def desk(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Desk]:
    url = fresh_database("gateway.migrations")
    engine = create_engine(url, pool_size=2)
    country = a_country()
    tower = Member.model_validate({"id": "control-tower", "kind": "authority", "lo": "ສູນຄວບຄຸມ", "en": "Control tower"})
    async with engine.begin() as connection:
        await enrol(connection, country.model_copy(update={"members": (*country.members, tower)}))
    file = tmp_path / "directory.toml"
    file.write_text(FILE, "utf-8")
    watch = Directory(engine)
    lent = {"reference": Reference(engine, lambda: watch.snapshot)}
    await watch.confirm()
    async with served(Tower(build(Units(engine), KEYS, lent))) as port:
        base_url = f"http://{HOST}:{port}"
        credentials = Credentials(
            member="control-tower",
            system="console",
            client_id="control-tower-console",
            private_jwk=SigningKey.generate().private_jwk(),
            issuer=base_url,
            token_endpoint=f"{base_url}/oauth/token",
            base_url=base_url,
            purposes=("directoryKeeping",),
        )
        path = tmp_path / "credentials.json"
        path.write_text(credentials.model_dump_json(by_alias=True))
        yield Desk(url, file, path)
    await engine.dispose()


async def test_a_file_is_planned_proposed_and_approved_by_another(desk: Desk) -> None:
    planned = await desk.asked("plan", str(desk.file))
    assert (planned.code, "+ member moic" in planned.out, "+ project e-land" in planned.out) == (0, True, True)
    assert await desk.version() == 1
    proposed = await desk.asked("apply", str(desk.file), *BY_BOUNMY)
    change, status = proposed.out.splitlines()[0].split()
    assert (proposed.code, status) == (0, "proposed")
    alone = await desk.asked("approve", change, "--officer", "bounmy")
    assert (alone.code, "same-officer" in alone.err, has_lao(alone.err)) == (1, True, True)
    approved = await desk.asked("approve", change, "--officer", "khamla")
    assert (approved.code, f"{change} applied" in approved.out) == (0, True)
    assert await desk.version() == 2
    again = await desk.asked("plan", str(desk.file))
    assert (again.code, "nothing is different" in again.out) == (0, True)


async def test_a_code_list_is_published_from_the_file_of_the_distribution_and_goes_on_as_a_table(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    async def said(verb: Callable[..., int], *arguments: object) -> tuple[int, list[str], str]:
        code = await asyncio.to_thread(verb, *arguments)  # in this process: a verb makes its own loop
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    keys = desk.credentials
    types = Path(__file__).parents[2] / "schemas" / "codelists" / "document-type.json"
    code, out, err = await said(code_lists.propose, types, None, keys, "bounmy", "The first edition.")
    assert code == 0, err
    assert (await said(directory.approve, out[0].split()[0], keys, "khamla"))[0] == 0
    table = desk.file.with_name("document-type.csv")
    assert (await said(code_lists.write, table, None, keys))[0] == 0
    text = table.read_text("utf-8-sig")
    assert text.splitlines()[:2] == ["code,lo,en,validFrom,validTo,successors", "decision,ຂໍ້ຕົກລົງ,Decision,,,"]
    table.write_text(text.replace("Invitation", "Invitation card") + "memo,ບັນທຶກ,Memo,2026-12-01,,\n", "utf-8")
    assert (await said(code_lists.diff, table, None, keys))[:2] == (
        0,
        ["+ memo ບັນທຶກ / Memo", "~ invitation ໜັງສືເຊີນ / Invitation card"],
    )
    _, out, _ = await said(code_lists.plan, table, None, keys)
    marked = [line for line in out if line[0] in "+~"]
    assert marked == ["~ code document-type:invitation", "+ code document-type:memo"]
    table.write_text(text + "me mo,ບັນທຶກ,Memo,,,\nlaw,x,Law,,,\nmemo,Memo,Memo,,,\n", "utf-8")
    code, _, err = await said(code_lists.propose, table, None, keys, "bounmy", "Wrong.")
    lines = {line.split()[1] for line in err.splitlines() if line.startswith("line ")}
    assert (code, lines) == (1, {"13", "14", "15"}), err


async def test_a_proposal_is_withdrawn_by_its_proposer(desk: Desk) -> None:
    proposed = await desk.asked("apply", str(desk.file), *BY_BOUNMY)
    change = proposed.out.split()[0]
    closed = await desk.asked("reject", change, "--officer", "bounmy", "--reason", "A mistake.")
    assert (closed.code, f"{change} withdrawn" in closed.out) == (0, True)
    late = await desk.asked("approve", change, "--officer", "khamla")
    assert (late.code, "change-decided" in late.err, await desk.version()) == (1, True, 1)


async def test_one_officer_suspends_a_system_and_a_key(desk: Desk) -> None:
    (thumbprint,) = (await desk.snapshot()).systems["police-case-system"].keys
    odd = await desk.asked("suspend", "key", "police-case-system", *BY_BOUNMY)
    assert (odd.code, "--thumbprint" in odd.err) == (1, True)
    key = await desk.asked("suspend", "key", "police-case-system", "--thumbprint", thumbprint, *BY_BOUNMY)
    assert (key.code, (await desk.snapshot()).systems["police-case-system"].keys) == (0, {})
    system = await desk.asked("suspend", "system", "police-case-system", *BY_BOUNMY)
    assert (system.code, "police-case-system" in (await desk.snapshot()).systems) == (0, False)


async def test_a_refusal_says_why_and_exits_with_one_and_a_document_is_warned_about_before(desk: Desk) -> None:
    answers = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}}
    paths = {"/a": {"get": {"operationId": "getA", "responses": answers}}}
    document = {"openapi": "3.1.0", "info": {}, "servers": [{"url": "/land/v1"}], "paths": paths}
    (desk.file.parent / "land.json").write_bytes(orjson.dumps(document))
    desk.file.write_text(
        '[[services]]\nname = "land"\nmember = "nobody"\nbase_url = "https://land.example"\ndocument = "land.json"\n',
        "utf-8",
    )
    refused = await desk.asked("plan", str(desk.file))
    assert (refused.code, "there is no member nobody" in refused.err) == (1, True)
    assert "land #/paths/~1a/get: the operation id getA begins with an HTTP verb" in refused.err
    at = "#/paths/~1a/get/responses/200/content/application~1json/schema"
    assert f"land {at}: an array has a maxItems.\n  array ຕ້ອງມີ maxItems." in refused.err


async def test_the_glass_is_broken_on_the_database_and_recorded(desk: Desk) -> None:
    broken = await desk.directory("break-glass", str(desk.file), "--officer", "bounmy", "--reason", "Keys lost.")
    assert (broken.code, "recorded as break-glass" in broken.err) == (0, True)
    change = broken.err.split(":")[0]
    assert await desk.version() == 2
    engine = create_engine(desk.url, pool_size=1)
    async with engine.connect() as connection:
        row = (
            await connection.exec_driver_sql(
                "select kind, status, reason, proposed_by from directory_changes where change_id = $1", (change,)
            )
        ).one()
    await engine.dispose()
    assert tuple(row)[:3] == ("breakGlass", "applied", "Keys lost.")
    assert row.proposed_by["officer"].startswith("bounmy (")
    again = await desk.directory("break-glass", str(desk.file), *BY_BOUNMY)
    assert (again.code, "like that already" in again.err) == (1, True)


async def test_a_bootstrap_file_registers_the_register_itself(desk: Desk) -> None:
    desk.file.write_text(
        '[[services]]\nname = "directory"\nmember = "control-tower"\nbase_url = "in-process:directory"\n'
        'document = "built-in"\n',
        "utf-8",
    )
    assert (await desk.directory("break-glass", str(desk.file), *BY_BOUNMY)).code == 0
    engine = create_engine(desk.url, pool_size=1)
    assert "proposeChange" in (await load(engine)).services["directory"].operations
    await engine.dispose()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("members = 7", "no content of a directory"),
        ("[[members", "neither TOML nor JSON"),
        ('[[services]]\nname = "x"\nmember = "psc"\nbase_url = "http://x"\ndocument = "missing.json"', "Cannot read"),
    ],
)
async def test_an_odd_file_is_refused_in_a_sentence(desk: Desk, content: str, why: str) -> None:
    desk.file.write_text(content, "utf-8")
    said = await desk.asked("plan", str(desk.file))
    assert (said.code, why in said.err, "Traceback" in said.err) == (1, True, False)


async def test_a_new_systems_key_stays_and_its_public_half_is_what_the_tower_enters(desk: Desk, tmp_path: Path) -> None:
    made = tmp_path / "police-archive.json"
    arguments = ("police", "archive", "--office", "0101", "--url", "http://127.0.0.1:1", "--purpose", "caseManagement")
    said = await desk.directory("new-system", *arguments, "--out", str(made))
    assert (said.code, made.stat().st_mode & 0o777) == (0, 0o600)
    credentials = Credentials.read(made)
    assert credentials.private_jwk["d"] not in said.out + said.err
    desk.file.write_text(said.out, "utf-8")
    assert (await desk.directory("break-glass", str(desk.file), *BY_BOUNMY)).code == 0
    engine = create_engine(desk.url, pool_size=1)
    system = (await load(engine)).systems["police-archive"]
    await engine.dispose()
    assert (list(system.keys), system.holding) == (
        [SigningKey.from_jwk(credentials.private_jwk).kid],
        Holding(("0101",)),
    )
    again = await desk.directory("new-system", *arguments, "--out", str(made))
    assert (again.code, "is there already" in again.err) == (1, True)
    odd = await desk.directory("new-system", "Police", *arguments[1:], "--out", str(tmp_path / "other.json"))
    assert (odd.code, "cannot be a system" in odd.err) == (1, True)


OFFICES = "member;code;kind;lo;en;level;parent;to;successor\npolice;hq;police-headquarters;ກົມ;Headquarters;central;;;\n"


def stations(count: int, **odd: str) -> str:
    rows = {f"s{n}": f"police;s{n};police-station;ສະຖານີ;Station {n};district;hq;;" for n in range(count)}
    return OFFICES + "".join(f"{row}\n" for row in (rows | odd).values())


@pytest.mark.parametrize("count", [20, pytest.param(10_000, marks=pytest.mark.nightly)])
async def test_a_file_of_offices_is_planned_proposed_and_approved_and_bad_rows_are_told_all_at_once(
    desk: Desk, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    file = desk.file.with_suffix(".csv")

    async def office(verb: Callable[..., int], content: str, *arguments: str) -> tuple[int, str, str]:
        file.write_text(content, "utf-8-sig")
        code = await asyncio.to_thread(verb, file, desk.credentials, *arguments)
        said = capsys.readouterr()
        return code, said.out, " ".join(said.err.split())

    bad = stations(
        count,
        s3="police;s3;castle;ສະຖານີ;Odd;district;hq;;",  # what the file itself shows
        s5="police;s5;police-station;ສະຖານີ;Odd;district;nowhere;;",  # what only the directory knows
        s7="nobody;s7;police-station;ສະຖານີ;Odd;district;;;",
        s9="police;s9;police-station;ສະຖານີ;Below a bad one;district;s3;;",
    )
    for verb, arguments in ((offices.plan, ()), (offices.propose, ("bounmy", "All stations."))):
        code, _, said = await office(verb, bad, *arguments)
        assert (code, "Bad rows: 3. Nothing was changed." in said) == (1, True), said
        for line, why in ((6, "castle is not in the list"), (8, "its parent police/nowhere"), (10, "no member nobody")):
            assert f"line {line} " in said
            assert f"ແຖວ {line}:" in said
            assert why in said
    assert await desk.version() == 1
    code, out, said = await office(offices.plan, stations(count))
    assert (code, f"new {count + 1:,}, changed 0, closed 0, unchanged 0" in said) == (0, True), said
    assert "new police-s1 Station 1 (police-station, district)" in out
    code, out, _ = await office(offices.propose, stations(count), "bounmy", "All stations.")
    assert (code, await desk.version()) == (0, 1)
    assert await asyncio.to_thread(approve, out.split()[0], desk.credentials, "khamla") == 0
    snapshot = await desk.snapshot()
    assert len([seat for seat in snapshot.organisations.offices if seat.office.startswith("s")]) == count
    capsys.readouterr()
    written = file.with_name("written.csv")
    assert await asyncio.to_thread(offices.write, written, "police", desk.credentials) == 0
    assert f"{len(written.read_text('utf-8').splitlines()) - 1:,} offices of police are in" in capsys.readouterr().err
    code, _, said = await office(offices.plan, written.read_text("utf-8-sig"))
    assert (code, "new 0, changed 0, closed 0, unchanged" in said) == (0, True), said
    with pytest.raises(Refused, match="is there already"):
        await asyncio.to_thread(offices.write, written, "police", desk.credentials)
    with pytest.raises(Refused, match="no office of nobody"):
        await asyncio.to_thread(offices.write, file.with_name("other.csv"), "nobody", desk.credentials)
    later = stations(
        count,
        s1="police;s1;police-station;ສະຖານີ;Station one;district;hq;;",
        s2="police;s2;police-station;ສະຖານີ;Station 2;district;hq;2026-01-31;s1",
    )
    code, out, said = await office(offices.plan, later)
    assert (code, f"new 0, changed 1, closed 1, unchanged {count - 1:,}" in said) == (0, True), said
    assert 'changed police-s1 en "Station 1" → "Station one"' in out


@pytest.mark.parametrize(
    ("options", "holding"),
    [
        ((), Holding()),
        (("--office", "0101", "--office", "0102"), Holding(("0101", "0102"))),
        (("--below", "01"), Holding(below="01")),
        (("--all-offices",), Holding(every=True)),
    ],
)
def test_a_new_system_says_for_which_offices_it_is(tmp_path: Path, options: tuple[str, ...], holding: Holding) -> None:
    said = _typed(tmp_path, *options)
    assert said.exit_code == 0
    [system] = tomllib.loads(said.stdout)["systems"]
    assert System.model_validate(system).offices.holding == holding


def test_two_ways_to_say_the_offices_are_refused(tmp_path: Path) -> None:
    said = _typed(tmp_path, "--office", "0101", "--all-offices")
    assert (said.exit_code, "--below" in said.stderr) == (1, True)
    assert not list(tmp_path.iterdir())


def _typed(tmp_path: Path, *options: str) -> Result:
    """Return what `saphan directory new-system` says with these options."""
    where = ("--url", "http://127.0.0.1:1", "--purpose", "caseManagement", "--out", str(tmp_path / "desk.json"))
    return CliRunner().invoke(app, ["directory", "new-system", "police", "desk", *where, *options])
