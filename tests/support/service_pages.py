"""HTTP calls as a service's documentation page prints them: who calls, what is sent, what is answered."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

_CALL: Final = re.compile(r"^```http ?(?P<member>[a-z-]*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
_ANSWER: Final = "→ "


@dataclass(frozen=True, slots=True)
class PrintedCall:
    """One call as it is printed."""

    member: str  # whose system calls; empty where the page leaves it open
    method: str
    path: str  # with the names of its parameters
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    answer: str  # "201", or "409 move-not-allowed"; empty where the page leaves it open

    def __str__(self) -> str:
        return f"{self.member} {self.method} {self.path} {self.body}"

    @property
    def target(self) -> str:
        """Path and query as they are sent."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def printed_calls(page: Path) -> list[PrintedCall]:
    """Return the calls of the page, in their order."""
    return [_call(found["member"], found["text"]) for found in _CALL.finditer(page.read_text("utf-8"))]


def _call(member: str, text: str) -> PrintedCall:
    head, *parts = text.strip().split("\n\n")
    answer = parts.pop().removeprefix(_ANSWER) if parts and parts[-1].startswith(_ANSWER) else ""
    request, *headers = head.splitlines()
    method, _, target = request.partition(" ")
    path, _, query = target.partition("?")
    return PrintedCall(
        member=member,
        method=method,
        path=path,
        query=dict(parse_qsl(query)),
        headers=dict(line.split(": ", 1) for line in headers),
        body=json.loads("\n\n".join(parts)) if parts else None,
        answer=answer,
    )
