"""URL of the gateway's database, from the environment or from the `saphan run` on a data folder."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

from cli.components import GATEWAY
from cli.data_folder import DataFolder
from cli.environment import variable
from cli.groups import installed
from cli.refusals import Refused

VARIABLE: Final = f"{GATEWAY.prefix}DATABASE_URL"


def gateway_database(data: Path) -> str:
    """Return the URL in the environment, or that of the server that a `saphan run` keeps in the folder."""
    return variable(VARIABLE) or running_database(data)


def running_database(data: Path) -> str:
    """Return the URL of the database of the `saphan run` on this folder; raise `Refused` when none runs."""
    nothing_runs = Refused(
        f"Nothing runs on {data}: start `saphan run` there, or set {VARIABLE}.",
        f"ບໍ່ມີ Saphan ເປີດຢູ່ໃນ {data}: ເປີດ `saphan run` ຫຼື ຕັ້ງຄ່າ {VARIABLE}.",
    )
    if not installed("sandbox"):
        raise nothing_runs
    from chassis.postgres.embedded import SUPERUSER  # of the sandbox, as the next
    from chassis.postgres.postmaster import live_postmaster, read_pid_file

    cluster = DataFolder(data).database.resolve() / "cluster"
    postmaster = read_pid_file(cluster)
    if postmaster is None or not postmaster.ready or live_postmaster(cluster) is None:
        raise nothing_runs
    return f"postgresql://{SUPERUSER}@/{quote(GATEWAY.database)}?host={postmaster.sockets}"
