"""The demo's clients (one per outside system) and console: each exchange is printed as one line."""

import statistics
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
from rich.console import Console
from rich.markup import escape

from chassis.client.exchange_client import AccessToken, Answer, Credentials, ExchangeClient, Proven, TokenRefused

ENGLISH: Final = {"Accept-Language": "en"}  # what a refusal says is shown once; our own remarks are in both
WIDTH_WHO: Final = 40
WIDTH_WHAT: Final = 30
WIDTH_WHY: Final = 22


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange of the story: who asks whom for what, why, and the answer that belongs there."""

    who: str
    whom: str
    operation: str
    purpose: str
    method: str
    path: str
    expect: int


class StepFailed(Exception):  # noqa: N818 - it says what happened
    """An exchange did not end as the story has it."""

    def __init__(self, step: Step, got: str) -> None:
        super().__init__(
            f"{step.who} → {step.whom}, {step.operation}: expected {step.expect}, got {got} ({step.method} {step.path})"
        )
        self.step = step
        self.got = got


@dataclass(slots=True)
class Stage:
    """The outside systems with their keys, and the console that the audience reads."""

    sandbox: Path
    session: aiohttp.ClientSession
    console: Console
    clients: dict[str, ExchangeClient] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    refusals: int = 0
    number: int = 124  # in the police's own book; another one where the story has been told before
    receipted: list[Answer] = field(default_factory=list)  # answers that brought a receipt
    last: Step | None = None

    def client(self, system: str) -> ExchangeClient:
        """Return the system's client; its credentials are read from the sandbox at first use."""
        if system not in self.clients:
            credentials = Credentials.read(self.sandbox / f"{system}.json")
            self.clients[system] = ExchangeClient(credentials, self.session)
            self.members.add(credentials.member)
        return self.clients[system]

    def enter(self, system: str, client: ExchangeClient) -> None:
        """Bring a system onto the stage that is not among the sandbox's."""
        self.clients[system] = client
        self.members.add(client.credentials.member)

    def scene(self, number: int, en: str, lo: str) -> None:
        """Open a scene with its title in both languages."""
        self.console.print(f"\n[bold]{number}. {en}[/bold]\n   [dim]{lo}[/dim]")

    async def exchange(
        self,
        step: Step,
        *,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        sign: bool = False,
        officer: str | None = None,
        office: str | None = None,
    ) -> Answer:
        """Make the exchange, tell it, and raise `StepFailed` when its answer is not the one expected.

        `office` is the code of the office that acts, for a system that is enrolled for several.
        """
        key = str(uuid.uuid4()) if step.method == "POST" else None
        named: dict[str, Any] = {} if office is None else {"office": office}  # Any: as in `request`
        try:
            answer = await self.client(step.who).request(
                step.method,
                step.path,
                json=json,
                body=body,
                headers={**ENGLISH, **(headers or {})},
                purpose=step.purpose,
                idempotency_key=key,
                sign=sign,
                officer=officer,
                **named,
            )
        except TokenRefused as refusal:
            answer = refusal.answer
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise StepFailed(step, f"no answer ({fault or type(fault).__name__})") from fault
        return self.told(step, answer)

    async def proven(self, step: Step, proven: Proven, *, json: object = None, key: str | None = None) -> Answer:
        """Send a request whose proof was made before, as a thief or a stuck system would."""
        client = self.client(step.who)
        answer = await client.send(step.method, step.path, proven, json=json, idempotency_key=key, headers=ENGLISH)
        return self.told(step, answer)

    async def token(self, system: str, purpose: str, *, expires_in: int) -> AccessToken:
        """Return a token with a life of its own."""
        return await self.client(system).token(purpose, expires_in=expires_in)

    def told(self, step: Step, answer: Answer) -> Answer:
        """Print the exchange as one line; raise `StepFailed` unless its status is the expected one."""
        ended_well = answer.status == step.expect
        mark, colour = ("✗", "red") if not ended_well else ("✓", "green") if answer.ok else ("■", "yellow")
        who, why = f"{step.who} → {step.whom}", f"[dim]{step.purpose:<{WIDTH_WHY}}[/dim]"
        self.console.print(
            f"   [{colour}]{mark}[/{colour}] {who:<{WIDTH_WHO}} {step.operation:<{WIDTH_WHAT}} {why} "
            f"[{colour}]{answer.status}[/{colour}] {answer.seconds * 1000:7.1f} ms"
        )
        self.last = step
        self.milliseconds.append(answer.seconds * 1000)
        if answer.receipt is not None:
            self.receipted.append(answer)
        if not ended_well:
            raise StepFailed(step, in_words(answer))
        self.refusals += not answer.ok
        return answer

    def remark(self, en: str, lo: str) -> None:
        """Say what the exchange above has shown."""
        self.console.print(f"     [dim]{escape(en)}\n     {escape(lo)}[/dim]")

    def median_ms(self) -> float:
        """Return the median duration of an exchange."""
        return statistics.median(self.milliseconds) if self.milliseconds else 0.0


def in_words(answer: Answer) -> str:
    """Return what an unexpected answer says, with its faults when it names any."""
    problem = problem_of(answer)
    words = [str(answer.status), str(problem.get("code", "")), str(problem.get("detail", ""))]
    words += [
        f"{each.get('pointer') or each.get('name')}: {each['message']['en']}" for each in problem.get("errors", ())
    ]
    return " ".join(words).strip()


def problem_of(answer: Answer) -> Mapping[str, Any]:  # Any: a problem's extension members have shapes of their own
    """Return the problem in the answer, or an empty mapping when it holds none."""
    if "json" not in answer.headers.get("Content-Type", ""):
        return {}
    document = answer.json()
    return document if isinstance(document, dict) else {}
