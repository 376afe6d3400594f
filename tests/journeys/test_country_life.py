"""The country as a newcomer starts it: made once through the gateway, with receipts, whole or not at all."""

import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson
import psutil
import pytest
import pytest_asyncio

from chassis.client.receipts import ReceiptChecks
from cli.data_folder import DataFolder
from evidence.receipts import Receipt, check
from evidence.trusted_keys import TrustedKeys
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

SERVICES: Final = {"case-registry", "civil-registration", "document-exchange", "health-summaries"}
DAYS: Final = 11
READY_S: Final = 60.0  # on two cores that do nothing else


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(open_folder: Path) -> AsyncIterator[SaphanProcess]:
    """A country that has lived for some days: long enough for cases to be charged, sent to court and judged."""
    process = SaphanProcess(open_folder / "day")
    process.start("--country", "--days", str(DAYS))
    await process.greeted()
    yield process
    process.clean_up()


def told(folder: DataFolder) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in folder.acts.read_bytes().splitlines()]


def test_some_days_are_lived_in_all_four_services_and_each_exchange_has_its_receipt(made: SaphanProcess) -> None:
    acts = told(DataFolder(made.folder))
    assert {act["request"].split("/")[1] for act in acts} == SERVICES
    assert {act["operation"] for act in acts} >= {"fileCharge", "scheduleHearing", "decideCharge", "issueDecision"}
    for act in acts:
        details = Receipt.read(act["receipt"]).details
        assert (details["operation"], details["member"]) == (act["operation"], act["member"])


def test_the_folder_says_what_it_is(made: SaphanProcess) -> None:
    folder = DataFolder(made.folder)
    life = orjson.loads(folder.country.read_bytes())
    assert life["days"] == DAYS
    assert life["exchanges"] == len(told(folder))
    assert folder.acts.stat().st_mode & 0o077 == 0


def test_what_it_greets_with_works(made: SaphanProcess) -> None:
    assert "made once" in made.said
    line = made.said.rpartition("saphan call ")[2].partition("\n")[0].split()
    call = [sys.executable, "-m", "cli.main", "call", *line]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout)["responsible"] == {"member": "police", "office": "0101"}


@pytest.mark.nightly
async def test_a_whole_month_is_ready_within_a_minute_and_a_second_start_does_not_repeat_it(
    own: SaphanProcess,
) -> None:
    """Prints its figures: acts, seconds, CPU. The minute is of two cores that do nothing else."""
    began = time.perf_counter()
    process = own.start("--country").process
    assert process is not None
    await own.until_said("Ctrl-C stops it.")
    seconds = time.perf_counter() - began
    server = psutil.Process(process.pid)
    spent = sum(server.cpu_times()[:4])
    life = orjson.loads((own.folder / "country.json").read_bytes())
    figures = f"ready in {seconds:.1f} s, {spent:.1f} s CPU of the last start alone, load {psutil.getloadavg()}"
    print(f"\ncountry: {life}, {figures}")  # noqa: T201 - the night reads its figures
    assert life["acts"] >= 2_000
    assert seconds < READY_S or psutil.getloadavg()[0] > 2, "two quiet cores are enough for a minute"
    await own.stop()
    await own.start().greeted()
    assert "made once" not in own.said.partition("Ctrl-C stops it.")[2]
    assert orjson.loads((own.folder / "country.json").read_bytes()) == life
    async with aiohttp.ClientSession() as session:
        client = own.client("psc-case-system", session)
        page = await client.request("GET", "/case-registry/v1/cases?limit=200", purpose="caseManagement")
        assert len(page.json()["items"]) > 50
        keys = TrustedKeys.read(await ReceiptChecks(session, own.base_url).published())
    receipts = [act["receipt"] for act in told(DataFolder(own.folder))]
    assert len(receipts) == life["exchanges"]
    assert all(finding.holds for receipt in receipts for finding in check(receipt, keys))


@pytest.mark.nightly
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_what_is_stopped_in_its_month_leaves_nothing(own: SaphanProcess, how: signal.Signals) -> None:
    process = own.start("--country", "--days", "5").process
    assert process is not None
    await own.until_said("days of life")
    process.send_signal(how)
    assert await own.ended() == 0
    assert "cleared away" in own.said
    assert "ລຶບອອກໝົດແລ້ວ" in own.said
    assert [path.name for path in own.folder.parent.iterdir() if path.name.startswith(own.folder.name)] == [
        f"{own.folder.name}.out"
    ]


@pytest.mark.nightly
async def test_what_is_killed_in_its_month_is_made_anew_by_the_next_start(own: SaphanProcess) -> None:
    own.start("--country", "--days", "3")
    await own.until_said("days of life")
    await own.kill()
    await own.start().greeted()
    assert "made anew" in own.said
    folder = DataFolder(own.folder)
    life = orjson.loads(folder.country.read_bytes())
    assert (life["days"], life["exchanges"]) == (3, len(told(folder)))


def test_a_folder_of_another_sandbox_is_refused_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{}")
    command = [sys.executable, "-m", "cli.main", "run", "--country", "--data", str(tmp_path), "--port", "0"]
    refused = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert refused.returncode == 1
    assert "choose another folder with --data" in refused.stderr
    assert "ເລືອກໂຟນເດີອື່ນ" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]
