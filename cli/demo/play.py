"""`saphan demo`: start a one-process run in a temporary folder and play the story on it through HTTP."""

import asyncio
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeAlias

import aiohttp
from rich.markup import escape

from chassis.client.exchange_client import TokenRefused
from chassis.client.receipts import ReceiptChecks
from cli.data_folder import DataFolder
from cli.demo.certificate import a_certificate_is_checked
from cli.demo.chain import from_report_to_judgment
from cli.demo.cover import what_agreements_cover
from cli.demo.exits import a_child_is_split_off, a_judgment_is_quashed
from cli.demo.newcomer import a_newcomer_joins
from cli.demo.proofs import every_receipt_holds
from cli.demo.refusals import four_refusals, short_lived
from cli.demo.scenes import birth_is_counted, dengue_report, letter_between_ministries, police_and_court
from cli.demo.stage import Stage, StepFailed
from cli.demo.who_looked import the_suspect_asks
from cli.groups import must_have
from cli.ports import free_port
from cli.refusals import Refused
from cli.say import output
from evidence.trusted_keys import TrustedKeys

HOST: Final = "127.0.0.1"
LOG: Final = "log"
READY_S: Final = 180.0
STOP_S: Final = 20.0
EX_TERMINATED: Final = 143  # 128 + SIGTERM

Process: TypeAlias = "subprocess.Popen[bytes]"


def play() -> int:
    """Play the whole story; return 0 when every exchange ended as told, 1 when one did not."""
    began = time.perf_counter()
    must_have("saphan demo", "sandbox")
    output.print("[bold]ສະພານ · Saphan[/bold] — the demo, on a data folder and a port of its own [dim]ການສາທິດ[/dim]")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EX_TERMINATED))  # the run below must not stay behind
    folder = Path(tempfile.mkdtemp(prefix="saphan-demo-"))
    folder.chmod(0o711)  # as root the database runs as another user, who must pass through; secrets below stay closed
    try:
        port = free_port(HOST)
        with running(folder, port) as process:
            stage = asyncio.run(story(folder, f"http://{HOST}:{port}", process))
    except (StepFailed, Refused, TokenRefused, aiohttp.ClientError) as failure:
        output.print(f"\n[red]✗ The story stopped:[/red] {escape(str(failure))}\n  [red]ເລື່ອງຢຸດຢູ່ຂັ້ນຕອນນີ້[/red]")
        output.print(escape("".join(log_lines(folder))), style="dim")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    summarise(stage, time.perf_counter() - began)
    return 0


def play_at(base_url: str, data: Path) -> int:
    """Play the story on a sandbox that runs already, with the credentials of its data folder; return as `play`."""
    began = time.perf_counter()
    if not DataFolder(data).sandbox.is_dir():
        raise Refused(f"There are no credentials in {data}/sandbox.", f"ບໍ່ມີກະແຈໃນ {data}/sandbox.")
    output.print(f"[bold]ສະພານ · Saphan[/bold] — the demo, at {escape(base_url)} [dim]ການສາທິດ[/dim]")
    try:
        stage = asyncio.run(story(data, base_url.rstrip("/"), None, number=1_000 + secrets.randbelow(1_000_000)))
    except (StepFailed, Refused, TokenRefused, aiohttp.ClientError) as failure:
        output.print(f"\n[red]✗ The story stopped:[/red] {escape(str(failure))}\n  [red]ເລື່ອງຢຸດຢູ່ຂັ້ນຕອນນີ້[/red]")
        return 1
    summarise(stage, time.perf_counter() - began)
    return 0


async def story(folder: Path, base_url: str, process: "Process | None", *, number: int = 124) -> Stage:
    """Wait until everything is up, tell the story, and return the stage as it is left.

    `process` is what runs it; `number` is the case's in the police's own book, where each is taken once.
    """
    async with aiohttp.ClientSession() as session:
        await until_ready(session, base_url, process)
        stage = Stage(folder / "sandbox", session, output, number=number)
        try:
            await scenes(stage)
            every_receipt_holds(stage, TrustedKeys.read(await ReceiptChecks(session, base_url).published()))
        except (LookupError, TypeError, ValueError) as fault:
            if stage.last is None:
                raise
            # an answer of the right status without what the story goes on with is a failed step like any other
            raise StepFailed(stage.last, f"an answer that the story cannot go on with: {fault!r}") from fault
        return stage


async def scenes(stage: Stage) -> None:
    """Play the scenes with exchanges in their order."""
    old = await short_lived(stage)
    case_id = await police_and_court(stage)
    await from_report_to_judgment(stage, case_id)
    await the_suspect_asks(stage, case_id)
    await a_child_is_split_off(stage)
    await a_judgment_is_quashed(stage)
    event_id = await birth_is_counted(stage)
    await a_certificate_is_checked(stage, event_id)
    await dengue_report(stage)
    await letter_between_ministries(stage)
    await a_newcomer_joins(stage)
    await what_agreements_cover(stage, case_id, event_id)
    await four_refusals(stage, old)


def log_lines(folder: Path) -> list[str]:
    """Return the last lines that the run has logged: why a step failed is often there."""
    log = folder / LOG
    return log.read_text(encoding="utf-8").splitlines(keepends=True)[-20:] if log.exists() else []


@contextmanager
def running(folder: Path, port: int) -> Iterator[Process]:
    """Run `saphan run` as a process of its own for the length of the block; its progress is shown to the audience."""
    command = [sys.executable, "-m", "cli.main", "run", "--data", str(folder), "--host", HOST]
    command += ["--port", str(port), "--brief"]
    with (folder / LOG).open("wb") as log:
        # a session of its own, so that Ctrl-C reaches us first and we stop it in order
        process = subprocess.Popen(command, stderr=log, start_new_session=True)  # noqa: S603 - our own
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode:
            end_orphan(folder)


def end_orphan(folder: Path) -> None:
    """Stop the database server of a run that was killed: it outlives its Python; who opens the folder adopts it."""
    from chassis.postgres.embedded import EmbeddedPostgres, FolderClosed, SecondStart, ServerFailed  # of the sandbox

    database = DataFolder(folder).database
    if database.exists():
        with suppress(SecondStart, FolderClosed, ServerFailed), EmbeddedPostgres(database):
            output.print("[dim]The database server of the run is stopped. ຢຸດຖານຂໍ້ມູນແລ້ວ.[/dim]")


async def until_ready(session: aiohttp.ClientSession, base_url: str, process: "Process | None") -> None:
    """Wait until `/healthz` answers 200, or raise `Refused` when the process ends or takes too long."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise Refused(f"`saphan run` ended with {process.returncode}.", "`saphan run` ຢຸດກ່ອນເວລາ.")
        try:
            async with session.get(f"{base_url}/healthz") as answer:
                if answer.ok:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.05)
    raise Refused(f"Saphan was not ready after {READY_S:.0f} s.", f"Saphan ບໍ່ພ້ອມພາຍໃນ {READY_S:.0f} ວິນາທີ.")


def summarise(stage: Stage, seconds: float) -> None:
    """Print what the audience has seen."""
    exchanges = len(stage.milliseconds)
    output.print(
        f"\n[green]✓[/green] [bold]{exchanges} exchanges[/bold] by {len(stage.members)} members, {stage.refusals} "
        f"of them refused as they should be; median {stage.median_ms():.1f} ms, everything in {seconds:.1f} s."
    )
    output.print(
        f"  ແລກປ່ຽນ {exchanges} ຄັ້ງ ໂດຍ {len(stage.members)} ສະມາຊິກ, ປະຕິເສດ {stage.refusals} ຄັ້ງຕາມທີ່ຄວນ; "
        f"ໃຊ້ເວລາ {seconds:.1f} ວິນາທີ."
    )
    output.print("  Next: [bold]saphan run[/bold], then the command it prints. ຕໍ່ໄປ: ໃຊ້ຄຳສັ່ງ saphan run")
