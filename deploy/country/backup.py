"""Backup and restore of the country on one machine: databases, files, checkpoints, secrets and the sandbox's keys.

Databases first, then the rest: what a letter names is then there, and a checkpoint is never older than its database, so
that a restore which has lost entries is noticed. A restore goes the other way, and PostgreSQL runs alone meanwhile.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from cli.refusals import Refused
from cli.say import people, progress
from deploy.country import up
from deploy.country.engine import Engine
from deploy.country.folder import Country, must_be_root

_DUMP: Final = "country.sql"
_LIST: Final = "backup.json"  # written last: a backup without it was not finished
_ARCHIVES: Final[Mapping[str, tuple[str, ...]]] = {  # in this order, after the databases
    "files.tar": ("files",),
    "checkpoints.tar": ("checkpoints",),
    "secrets.tar": ("ca", "secrets"),
    "sandbox.tar": ("sandbox",),
}
# The superuser restores, and can neither be dropped nor made meanwhile: psql would stop at these two.
_OF_THE_SUPERUSER: Final = (b"DROP ROLE IF EXISTS postgres;\n", b"CREATE ROLE postgres;\n")
# The S3 store keeps what it knows of a file in extended attributes; owners are numbers, as containers have them.
_TAR: Final = ("tar", "--xattrs", "--xattrs-include=user.*", "--numeric-owner")
_LOOKED_S: Final = 20.0  # within which a gateway leads and has held the database against the checkpoint outside
_ALARMS: Final = """
import http.client, json
gateway = http.client.HTTPConnection("127.0.0.1", 8080, timeout=5)
gateway.request("GET", "/healthz", headers={"Host": "gateway"})
print(json.dumps(json.load(gateway.getresponse()).get("alarms", {})))
"""


@contextmanager
def for_root_alone() -> Iterator[None]:
    """Whatever is written meanwhile is read by its owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def back_up(country: Country, to: Path) -> None:
    """Write a backup of the running country into a new or empty folder; raise `Refused` when a part of it fails."""
    must_be_root()
    if to.exists() and any(to.iterdir()):
        raise Refused(f"{to} is not empty: name a new folder.", f"{to} ບໍ່ຫວ່າງ: ໃຊ້ໂຟນເດີໃໝ່.")
    engine = Engine.found()
    with for_root_alone():
        to.mkdir(parents=True, exist_ok=True)
        to.chmod(0o700)
        with progress(people, "databases", "ຖານຂໍ້ມູນ"), (to / _DUMP).open("wb") as dump:
            words = ["pg_dumpall", "-U", "postgres", "-h", "127.0.0.1", "--clean", "--if-exists"]
            engine.execute(_running(engine, country, "postgres"), words, into=dump)
        for name, folders in _ARCHIVES.items():
            with progress(people, ", ".join(folders), _LAO[name]):
                _tar("-C", str(country.folder), "-cf", str(to / name), *folders)
        told = {"country": country.url, "version": country.version, "made": datetime.now(UTC).isoformat(), **_sums(to)}
        (to / _LIST).write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    people.print(f"\n[green]✓[/green] {to}: it opens everything, keep it where only you can read it.")
    people.print(f"  {to}: ຜູ້ໃດມີໂຟນເດີນີ້ເປີດໄດ້ທຸກຢ່າງ, ເກັບໄວ້ບ່ອນທີ່ປອດໄພ.\n")


_LAO: Final = {
    "files.tar": "ໄຟລ໌",
    "checkpoints.tar": "ຈຸດກວດສອບ",
    "secrets.tar": "ຄວາມລັບ",
    "sandbox.tar": "ກະແຈຂອງລະບົບທົດລອງ",
}


def restore(country: Country, source: Path, *, confirmed: bool, bases: bool = False) -> None:
    """Make the country what the backup says and start it; raise `Refused` for records that would be lost unasked."""
    must_be_root()
    whole(country, source)
    engine = Engine.found()
    if has_records(engine, country) and not confirmed:
        raise Refused(
            f"The country in {country.folder} has records, and this replaces every one of them by the backup's: "
            "back it up, then add CONFIRM=1.",
            f"{country.folder} ມີຂໍ້ມູນຢູ່ແລ້ວ, ຄຳສັ່ງນີ້ຈະແທນທີ່ທັງໝົດ: ສຳຮອງກ່ອນ ແລ້ວເພີ່ມ CONFIRM=1.",
        )
    if country.settings_file.exists():
        with progress(people, "what runs is stopped and removed", "ຢຸດ ແລະ ລຶບລະບົບທີ່ເຮັດວຽກຢູ່"):
            engine.down(country, volumes=True)
    with (
        for_root_alone(),
        progress(people, "secrets, keys, files, checkpoints", "ຄວາມລັບ, ກະແຈ, ໄຟລ໌, ຈຸດກວດສອບ") as remarks,
    ):
        remarks.extend(unpack(country, source))
    up.prepare(engine, country, bases=bases)
    with progress(people, "databases", "ຖານຂໍ້ມູນ"):
        _fill(engine, country, source / _DUMP)
    up.start_all(engine, country)
    up.greet(country, engine)
    say_whether_to_reopen(engine, country)


def whole(country: Country, source: Path) -> None:
    """Raise `Refused` unless the folder holds a finished backup of this country, as it was written."""
    if not (source / _LIST).is_file():
        raise Refused(
            f"{source} is no backup, or one that was not finished: {_LIST} is missing.",
            f"{source} ບໍ່ແມ່ນຂໍ້ມູນສຳຮອງ ຫຼື ສຳຮອງບໍ່ສຳເລັດ: ບໍ່ມີ {_LIST}.",
        )
    told = orjson.loads((source / _LIST).read_bytes())
    if told["country"] != country.url:  # it stands in tokens, credentials and the ledger's origin
        raise Refused(
            f"This backup is of {told['country']}, not of {country.url}: set COUNTRY_NAME and COUNTRY_PORT so.",
            f"ຂໍ້ມູນສຳຮອງນີ້ແມ່ນຂອງ {told['country']}, ບໍ່ແມ່ນ {country.url}: ຕັ້ງ COUNTRY_NAME ແລະ COUNTRY_PORT ຄືເກົ່າ.",
        )
    for name, digest in _sums(source).items():
        if told.get(name) != digest:
            raise Refused(f"{source / name} is missing or is not as it was written.", f"{source / name} ບໍ່ມີ ຫຼື ຖືກປ່ຽນ.")


def has_records(engine: Engine, country: Country) -> bool:
    """Tell whether a database or a file of this country is on this machine."""
    files = country.folder / "files"
    volume = f"{country.project}_postgres"
    return (files.is_dir() and any(files.rglob("*"))) or not engine.run(
        "volume", "inspect", volume, check=False
    ).returncode


def unpack(country: Country, source: Path) -> Iterator[str]:
    """Replace the folders of the country by those of the backup; of two checkpoints that of the larger tree stays."""
    country.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=country.folder, prefix=".restored.") as there:
        for name, folders in _ARCHIVES.items():
            _tar("-C", there, "-xpf", str(source / name))
            for folder in folders:
                here, restored = country.folder / folder, Path(there) / folder
                if folder == "checkpoints" and tree_size(here) > tree_size(restored):
                    yield "the newer checkpoint that was here stays ຮັກສາຈຸດກວດສອບທີ່ໃໝ່ກວ່າ"
                    continue
                shutil.rmtree(here, ignore_errors=True)
                restored.rename(here)


def tree_size(checkpoints: Path) -> int:
    """Return how many leaves the newest checkpoint in the folder says that the ledger has; -1 without one."""
    try:
        return int((checkpoints / "checkpoint").read_text(encoding="utf-8").splitlines()[1])
    except (FileNotFoundError, IndexError, ValueError):
        return -1


def _fill(engine: Engine, country: Country, dump: Path) -> None:
    """Start PostgreSQL alone, give it the dump, and the passwords that are in the secrets."""
    up.start(engine, country, up.Stage("databases", "ຖານຂໍ້ມູນ", ("postgres",)), ("postgres",))
    server = _running(engine, country, "postgres")
    with dump.open("rb") as whole_dump, tempfile.TemporaryFile(dir=country.folder) as fed:
        fed.writelines(line for line in whole_dump if line not in _OF_THE_SUPERUSER)
        fed.seek(0)
        words = [
            "psql",
            "-X",
            "-q",
            "-U",
            "postgres",
            "-h",
            "127.0.0.1",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "VERBOSITY=terse",
        ]
        engine.execute(server, [*words, "-o", "/dev/null", "-d", "postgres"], fed=fed)
    engine.execute(server, ["bash", "/docker-entrypoint-initdb.d/roles.sh"])


def say_whether_to_reopen(engine: Engine, country: Country) -> None:
    """Say whether the ledger continues its newest checkpoint, and else by which command an officer goes on."""
    raised = alarms(engine, country)
    if not raised:
        people.print("[green]✓[/green] The ledger continues its newest checkpoint: nothing has to be reopened.")
        people.print("  ປຶ້ມບັນທຶກຕໍ່ເນື່ອງຈາກຈຸດກວດສອບຫຼ້າສຸດ: ບໍ່ຕ້ອງເປີດຄືນ.\n")
        return
    found = ", ".join(f"{code} ({text})" for code, text in raised.items())
    people.print(
        f"[yellow]![/yellow] The ledger stands still: {found}. Entries newer than the backup are not in it.",
        markup=True,
    )
    people.print("  If no newer database is to be found, say so in the ledger: an officer writes down why, and then")
    people.print(f"  ປຶ້ມບັນທຶກຢຸດຢູ່: {found}. ຖ້າບໍ່ມີຖານຂໍ້ມູນທີ່ໃໝ່ກວ່າ ໃຫ້ເປີດຄືນດ້ວຍ")
    people.print(f"  [cyan]{shlex.join(engine.by_hand(country))} exec -T gateway-1 saphan ledger reopen[/cyan]\n")


def alarms(engine: Engine, country: Country) -> dict[str, str]:
    """Return the ledger's alarms as the gateways see them, once one of them has had time to look."""
    deadline = time.monotonic() + _LOOKED_S
    heard = False
    while time.monotonic() < deadline:
        for gateway in ("gateway-1", "gateway-2"):
            container = _running(engine, country, gateway)
            said = engine.run("exec", container["Id"], "python", "-I", "-c", _ALARMS, check=False)
            if said.returncode == 0:
                heard = True
                raised: dict[str, str] = orjson.loads(said.stdout)
                if found := {code: text for code, text in raised.items() if code.startswith("ledger-")}:
                    return found
        time.sleep(1)
    if not heard:
        raise Refused(
            f"No gateway says whether the ledger goes on: look for alarms at {country.url}/healthz.",
            f"ປະຕູເຊື່ອມຕໍ່ບໍ່ຕອບ: ເບິ່ງສັນຍານເຕືອນຢູ່ {country.url}/healthz.",
        )
    return {}


def _running(engine: Engine, country: Country, service: str) -> Mapping[str, Any]:  # Any: what an engine says of one
    containers = [each for each in engine.containers(country, service) if each["State"]["Running"]]
    if not containers:
        raise Refused(f"{service} does not run: make country first.", f"{service} ບໍ່ເຮັດວຽກ: make country ກ່ອນ.")
    return containers[0]


def _sums(folder: Path) -> dict[str, str]:
    sums = {}
    for name in (_DUMP, *_ARCHIVES):
        if (folder / name).is_file():
            with (folder / name).open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
        else:
            sums[name] = ""
    return sums


def _tar(*words: str) -> None:
    ended = subprocess.run([*_TAR, *words], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if ended.returncode:
        why = ended.stderr.strip()[-300:]
        raise Refused(f"tar failed: {why}", f"tar ບໍ່ສຳເລັດ: {why}")
