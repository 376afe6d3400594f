"""HTTP reader of a served ledger (C2SP tlog-tiles) for `saphan verify ledger`, over one connection."""

import time
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from evidence.exports import MAX_FILE, ExportUnreadable

SCHEMES: Final = {"http": HTTPConnection, "https": HTTPSConnection}
_PATIENCE_S: Final = 30.0
_TRIES: Final = 5
_PAUSE_S: Final = 0.5


def is_served(where: str) -> bool:
    """Tell whether this is the address of a ledger and not a path."""
    return where.partition("://")[0] in SCHEMES


class Served:
    """The files below a prefix such as `https://gateway.example/ledger/v1`: an `Export` without details."""

    def __init__(self, prefix: str) -> None:
        """Raise `ExportUnreadable` for an address without a host, or that is none."""
        try:
            stated = urlsplit(prefix)
            if not stated.netloc:
                raise ExportUnreadable("no host in the address")
            self._path: Final = stated.path.rstrip("/")
            self._connection: Final = SCHEMES[stated.scheme](stated.netloc, timeout=_PATIENCE_S)
        except (HTTPException, ValueError) as fault:
            raise ExportUnreadable(str(fault)) from fault

    def read(self, path: str) -> bytes | None:
        """See `Export`; an outage that lasts is `ExportUnreadable` too."""
        fault = ""
        for attempt in range(_TRIES):
            time.sleep(_PAUSE_S * attempt)
            try:
                status, body = self._get(path)
            except (OSError, HTTPException) as away:
                self._connection.close()  # the next try opens it anew
                fault = str(away) or type(away).__name__
                continue
            if status == HTTPStatus.OK and len(body) <= MAX_FILE:
                return body
            if status == HTTPStatus.NOT_FOUND:
                return None
            fault = f"it was answered {status}"
        raise ExportUnreadable(f"{path}: {fault}")

    def _get(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", f"{self._path}/{path}")
        answer = self._connection.getresponse()
        body = answer.read(MAX_FILE + 1)
        if len(body) > MAX_FILE:
            self._connection.close()
        return answer.status, body

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def checkpoints(self) -> Iterable[str]:
        """See `Export`; older checkpoints are not served: whoever has one says `--seen`."""
        return ()

    def details(self) -> Iterator[bytes]:
        """See `Export`; what opens entries is told to nobody here."""
        return iter(())
