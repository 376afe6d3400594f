"""`saphan directory`: plan, propose and approve changes of the directory from files, or break the glass."""

import asyncio
import getpass
import tomllib
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson
from pydantic import ValidationError
from rich.markup import escape

from chassis.client.exchange_client import Answer, ExchangeClient, TokenRefused
from chassis.postgres.database import create_engine
from cli.components import GATEWAY
from cli.one_exchange import read_credentials
from cli.refusals import Refused
from cli.say import output, people
from contracts import openapi_lint
from contracts.identifiers import new_id
from gateway.directory.changes import Officer, record_done
from gateway.directory.content import DirectoryContent
from gateway.directory.enact import Enacted, enact
from gateway.directory.register.app import document as own_document
from gateway.directory.rules import EnrolmentRefused

PURPOSE: Final = "directoryKeeping"
BUILT_IN: Final = "built-in"  # instead of a path: the document of the register itself
_REFUSED: Final = 1


def plan(file: Path, credentials: Path) -> int:
    """Print how the directory would differ; return 0, or 1 when the gateway refuses."""
    content = content_of(file)
    warn_about_documents(content)
    answer = asyncio.run(asked("POST", "/plans", credentials, body=on_wire(content)))
    return shown(answer, "nothing is different. ບໍ່ມີຫຍັງຕ່າງ.")


def propose(file: Path, credentials: Path, officer: str, reason: str) -> int:
    """Propose what the file says and print the change's id; return 0, or 1 when the gateway refuses."""
    content = content_of(file)
    warn_about_documents(content)
    body = {"reason": reason, "content": on_wire(content)}
    return shown(asyncio.run(asked("POST", "/changes", credentials, officer, body)), "")


def approve(change: str, credentials: Path, officer: str) -> int:
    """Approve a change; return 0, or 1 when the gateway refuses."""
    # an approval is a legal act: the officer's system signs the request itself
    return shown(asyncio.run(asked("POST", f"/changes/{change}/approvals", credentials, officer, sign=True)), "")


def reject(change: str, credentials: Path, officer: str, reason: str) -> int:
    """Close a proposal without applying it; return 0, or 1 when the gateway refuses."""
    body = {"reason": reason}
    return shown(asyncio.run(asked("POST", f"/changes/{change}/rejections", credentials, officer, body)), "")


def suspend(kind: str, entry: str, thumbprint: str | None, credentials: Path, officer: str, reason: str) -> int:
    """Stop a system, a key of it or an agreement at once; return 0, or 1 when the gateway refuses."""
    if (kind == "key") is not (thumbprint is not None):
        raise Refused("A key, and only a key, is named by --thumbprint.", "ໃຊ້ --thumbprint ກັບກະແຈເທົ່ານັ້ນ, ແລະ ຕ້ອງໃຊ້.")
    body = {"kind": kind, "id": entry, "reason": reason} | ({"thumbprint": thumbprint} if thumbprint else {})
    return shown(asyncio.run(asked("POST", "/suspensions", credentials, officer, body)), "")


def break_glass(file: Path, officer: str, reason: str) -> None:
    """Apply the file to the gateway's database directly, and record officer, account and reason as break-glass."""
    content, url = content_of(file), GATEWAY.database_url()
    who = f"{officer} ({getpass.getuser()})"
    change_id, enacted = asyncio.run(_broken(url, content, who, reason))
    for difference in enacted.differences:
        tell(difference.document())
    people.print(
        f"[yellow]{change_id}[/yellow]: version {enacted.version}, without four eyes, recorded as break-glass."
    )
    people.print(f"{change_id}: ລຸ້ນ {enacted.version}, ບັນທຶກໄວ້ເປັນການເຂົ້າສຸກເສີນ.")


async def _broken(url: str, content: DirectoryContent, who: str, reason: str) -> tuple[str, Enacted]:
    engine = create_engine(url, pool_size=1)
    now = datetime.now(UTC)
    change_id = new_id("dch", at=now)
    try:
        async with engine.begin() as connection:
            enacted = await enact(connection, content, at=now, change=change_id)
            if not enacted.differences:
                raise Refused("The directory is like that already.", "ສາລະບານເປັນແບບນັ້ນແລ້ວ.")
            await record_done(connection, change_id, "breakGlass", reason, Officer("saphan", who), enacted)
    except EnrolmentRefused as refusal:
        raise Refused(f"The directory cannot become so: {refusal}.", f"ສາລະບານເປັນແບບນັ້ນບໍ່ໄດ້: {refusal}.") from None
    finally:
        await engine.dispose()
    return change_id, enacted


def content_of(file: Path) -> DirectoryContent:
    """Return what the file holds; a service's document may be the path of a file beside it, or `built-in`."""
    try:
        text = file.read_text("utf-8")
        raw: dict[str, Any] = (
            orjson.loads(text) if file.suffix == ".json" else tomllib.loads(text)
        )  # Any: checked below
        for service in raw.get("services", ()):
            if isinstance(service.get("document"), str):
                service["document"] = _document(file.parent, service["document"])
        return DirectoryContent.model_validate(raw)
    except OSError as fault:
        raise Refused(f"Cannot read {fault.filename}: {fault.strerror}.", f"ອ່ານ {fault.filename} ບໍ່ໄດ້.") from fault
    except ValidationError as fault:
        wrong = "; ".join(f"{'/'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors()[:5])
        raise Refused(f"{file} is no content of a directory: {wrong}.", f"{file} ບໍ່ຖືກຕ້ອງ: {wrong}.") from fault
    except ValueError as fault:
        raise Refused(f"{file} is neither TOML nor JSON: {fault}.", f"{file} ບໍ່ແມ່ນ TOML ຫຼື JSON.") from fault


def _document(folder: Path, named: str) -> Any:  # Any: an OpenAPI document
    return own_document() if named == BUILT_IN else orjson.loads((folder / named).read_bytes())


def warn_about_documents(content: DirectoryContent) -> None:
    """Say what the services' own documents should say otherwise, each kind once with its first place; nothing stops."""
    for service in content.services:
        places: dict[tuple[str, str], list[str]] = {}
        for place, en, lo in openapi_lint.complaints(service.document):
            places.setdefault((en, lo), []).append(place)
        for (en, lo), found in places.items():
            more = f" (+{len(found) - 1})" if len(found) > 1 else ""
            people.print(f"[yellow]{service.name}[/yellow] {escape(found[0])}{more}: {escape(en)}.")
            people.print(f"  {escape(lo)}.")


def on_wire(content: DirectoryContent) -> dict[str, Any]:  # Any: a document of directory/content
    """Return the content as its national schema has it: what was written, without the lists that are empty."""
    wire: dict[str, Any] = content.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return {name: entries for name, entries in wire.items() if entries}


async def asked(
    method: str, path: str, file: Path, officer: str | None = None, body: object = None, *, sign: bool = False
) -> Answer:
    """Call an operation of the register and return its answer, a refused token's too; raise `Refused` without one."""
    credentials = read_credentials(file)
    async with aiohttp.ClientSession() as session:
        client = ExchangeClient(credentials, session)
        key = str(uuid.uuid4())
        try:
            return await client.request(
                method,
                f"/directory/v1{path}",
                json=body,
                purpose=PURPOSE,
                idempotency_key=key,
                headers={"Accept-Language": "en"},
                officer=officer,
                sign=sign,
            )
        except TokenRefused as refusal:
            return refusal.answer
        except (aiohttp.ClientError, TimeoutError) as fault:
            where = credentials.base_url
            raise Refused(f"No answer from {where}: {fault}.", f"ບໍ່ມີຄຳຕອບຈາກ {where}.") from fault


def shown(answer: Answer, nothing: str) -> int:
    """Print an answer of the register; return 0, or 1 for a refusal. `nothing` is said of a plan without effect."""
    document = answer.json()
    if not answer.ok:
        people.print(
            f"[red]{answer.status}[/red] {escape(document.get('code', ''))}: {escape(document.get('detail', ''))}"
        )
        for fault in document.get("errors", ()):  # without one of a place, the refusal itself in both languages
            where = f"{fault['pointer']}: " if "pointer" in fault else ""
            said = [fault["message"]["en"], fault["message"]["lo"]] if where else [fault["message"]["lo"]]
            people.print("\n".join(f"  {escape(where + sentence)}" for sentence in said))
        return _REFUSED
    if "changeId" in document:
        output.print(f"{document['changeId']} {document['status']}")
    for difference in document["differences"]:
        tell(difference)
    if not document["differences"] and nothing:
        output.print(nothing)
    return 0


def tell(difference: dict[str, Any]) -> None:  # Any: a document of directory/entry-difference
    """Print how one entry becomes different."""
    sign = "+" if difference["action"] == "added" else "~"
    output.print(f"{sign} {difference['kind']} {escape(difference['id'])}")
    for change in (*difference["properties"], *difference.get("personal", ())):
        if "before" in change:
            output.print(f"    - {change['property']}: {escape(change['before'])}")
        if "after" in change:
            output.print(f"    + {change['property']}: {escape(change['after'])}")
