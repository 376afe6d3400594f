"""Finds and ends the PostgreSQL processes of a cluster folder; a pid in a file alone is never believed."""

import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import psutil

_GRACE_S: Final = 5.0
_ASKED: Final = ["name", "status", "cwd"]


class PidFile(NamedTuple):
    """Content of `postmaster.pid` (its lines: PostgreSQL's src/include/utils/pidfile.h)."""

    pid: int
    sockets: str
    ready: bool


def read_pid_file(cluster: Path) -> PidFile | None:
    """Return the content of the cluster's `postmaster.pid`, or None when there is none or it is half-written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return PidFile(int(lines[0]), lines[4], ready=len(lines) > 7 and lines[7].strip() == "ready")  # noqa: PLR2004 (line numbers of the format)
    except (FileNotFoundError, IndexError, ValueError):
        return None


def live_postmaster(cluster: Path) -> psutil.Process | None:
    """Return the running server of this cluster, or None.

    A recycled pid reads as "running" to everybody who only asks whether the pid exists, so its name and its working
    folder are compared too (a postmaster changes into its cluster when it starts).
    """
    pid_file = read_pid_file(cluster)
    if pid_file is None:
        return None
    try:
        process = psutil.Process(pid_file.pid)  # it alone: we are asked twice a second, on machines full of processes
        return process if _is_there(process.as_dict(_ASKED), cluster) else None
    except psutil.Error:
        return None


def end_orphans(cluster: Path) -> None:
    """End backends whose postmaster was killed: a new server beside them would share their pages and destroy them."""
    orphans = _processes(cluster)
    for how in (signal.SIGTERM, signal.SIGKILL):
        orphans = ended(orphans, how, within_s=_GRACE_S)


def ended(processes: Sequence[psutil.Process], how: signal.Signals, *, within_s: float) -> list[psutil.Process]:
    """Send the signal to each process and wait; return those that still run."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(how)
    return psutil.wait_procs(processes, timeout=within_s)[1]


def _processes(cluster: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter(_ASKED) if _is_there(process.info, cluster)]


def _is_there(info: Mapping[str, object], cluster: Path) -> bool:
    return info["name"] == "postgres" and info["status"] != psutil.STATUS_ZOMBIE and info["cwd"] == str(cluster)
