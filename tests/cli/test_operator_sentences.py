"""What an operator reads says in Lao as in English what is wrong and what to do, and never a library's own words."""

import errno
import os
import re
from pathlib import Path
from socket import gaierror

import pytest
from typer.testing import CliRunner

from chassis.process.secret_files import SecretFileRefused, read_key
from chassis.process.unreadable import unreadable
from cli.complaints import in_lao
from cli.doctor.connecting import refused_by
from cli.doctor.surroundings import folder_findings
from cli.main import app
from gateway.settings import Settings

RUNNER = CliRunner()
AWAY = "postgresql://nobody@127.0.0.1:1/nothing"
LAO = re.compile(r"[\u0e80-\u0eff]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of secrets, and nothing in the environment."""
    for name in [name for name in os.environ if name.startswith("SAPHAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAPHAN_SECRETS_DIR", str(tmp_path))
    return tmp_path


def said(*words: str) -> str:
    return RUNNER.invoke(app, list(words)).output


@pytest.mark.parametrize(
    ("number", "en", "lo"),
    [
        (errno.ENOENT, "No such file; put it there", "ວາງໄຟລ໌ໄວ້ບ່ອນນັ້ນ"),
        (errno.EACCES, f"Permission denied; give it to this user: chown {os.geteuid()}:", "ໃຫ້ແກ່ຜູ້ໃຊ້ນີ້: chown"),
        (errno.EISDIR, "Is a directory; name a file", "ບອກຊື່ໄຟລ໌"),
        (errno.ENOTDIR, "its folder is a file", "ແກ້ຄ່າທີ່ບອກຊື່"),
        (errno.EIO, "look at the disk", "ກວດດິສ"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(number: int, en: str, lo: str) -> None:
    told = unreadable(Path("/run/secrets/gateway.json"), OSError(number, os.strerror(number)))
    assert (f"/run/secrets/gateway.json cannot be read: {en}" in told[0], lo in told[1]) == (True, True), told
    assert os.strerror(number) not in told[1]


@pytest.mark.parametrize(("content", "mode"), [("x", 0o600), ("00", 0o644)], ids=["no key", "open to all"])
def test_a_key_that_is_refused_is_refused_in_lao_too(tmp_path: Path, content: str, mode: int) -> None:
    (tmp_path / "key").write_text(content)
    (tmp_path / "key").chmod(mode)
    with pytest.raises(SecretFileRefused) as refused:
        read_key(tmp_path / "key")
    assert LAO.search(refused.value.lo)
    assert not LAO.search(str(refused.value))
    assert in_lao(refused.value) == refused.value.lo


@pytest.mark.parametrize("words", [["doctor", "gateway"], ["topics", "check"], ["serve", "gateway"]], ids=" ".join)
def test_a_missing_variable_names_the_file_that_it_may_be(folder: Path, words: list[str]) -> None:
    assert folder.exists()
    name = "SAPHAN_BUS_URL" if words[0] == "topics" else "SAPHAN_GATEWAY_DATABASE_URL"
    told = said(*words)
    assert f"{name}: is not set; set it, or put the file {name.lower()} into the folder of SAPHAN_SECRETS_DIR" in told
    assert f"{name}: ຕ້ອງຕັ້ງຄ່າ ຫຼື ວາງໄຟລ໌ {name.lower()}" in told
    assert "field required" not in told.lower()


def test_a_missing_key_file_is_named_with_the_missing_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_GATEWAY_KEY_FILE", str(folder / "gateway.json"))
    told = said("doctor", "gateway")
    assert "SAPHAN_GATEWAY_DATABASE_URL: is not set" in told
    assert f"SAPHAN_GATEWAY_KEY_FILE: {folder / 'gateway.json'} cannot be read: No such file; put it there" in told
    assert f"ອ່ານ {folder / 'gateway.json'} ບໍ່ໄດ້: ບໍ່ມີໄຟລ໌ນີ້" in told


def test_a_folder_of_secrets_that_is_not_there_is_to_be_mounted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAPHAN_SECRETS_DIR", str(folder / "none"))
    told = said("migrate", "gateway")
    assert f"{folder / 'none'}, which cannot be read: No such folder; mount it" in told
    assert f"{folder / 'none'} ທີ່ອ່ານບໍ່ໄດ້: ບໍ່ມີໂຟນເດີນີ້" in told


def test_a_folder_that_is_not_there_is_told_from_one_that_takes_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    def found(folder: Path) -> tuple[str, str]:
        (finding,) = [
            each
            for each in folder_findings(Settings.model_construct(checkpoint_folder=folder))
            if each.check == "folders"
        ]
        return finding.en, finding.lo

    en, lo = found(tmp_path / "file" / "cp")
    assert f"{tmp_path}/file/cp is not there" in en
    assert (f"chown {os.geteuid()}:" in en, f"ບໍ່ມີ {tmp_path}/file/cp" in lo, "chown" in lo) == (True, True, True)
    assert f"{tmp_path}/file cannot be written to" in found(tmp_path / "file")[0]


@pytest.mark.parametrize("kind", ["kafka", "postgres"])
def test_a_bus_that_is_away_names_its_variable(folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    assert folder.exists()
    monkeypatch.setenv("SAPHAN_BUS", kind)
    monkeypatch.setenv("SAPHAN_BUS_URL", "127.0.0.1:1" if kind == "kafka" else AWAY)
    told = said("topics", "check")
    assert "The bus cannot be reached: look whether it runs, and at SAPHAN_BUS_URL" in told
    assert "ກວດວ່າມັນເປີດຢູ່ ແລະ ກວດ SAPHAN_BUS_URL" in told
    assert not re.search(r"KafkaConnectionError|bootstrap|AddressFamily|Errno", told)


def test_a_database_that_nobody_knows_may_be_a_stopped_container() -> None:
    finding = refused_by(gaierror(-2, "Name or service not known"))
    assert "look whether its container runs (a stopped one has no name), at DATABASE_URL" in finding.en
    assert "ກວດວ່າ container ຂອງມັນເປີດຢູ່" in finding.lo
    assert "Name or service" not in finding.en + finding.lo


def test_a_check_of_the_ledger_that_reaches_nothing_says_where_to_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.exists()
    monkeypatch.setenv("SAPHAN_GATEWAY_DATABASE_URL", AWAY)
    told = said("ledger", "check")
    assert "cannot be reached: look whether they run, and at DATABASE_URL" in told
    assert "ກວດວ່າເປີດຢູ່ ແລະ ກວດ DATABASE_URL" in told
    assert "Errno" not in told
