"""Asks components for their metrics and keeps the samples that each has told, with when; a bad line is no failure."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from cli.refusals import Refused

WITHIN_S: Final = 5.0  # for one component: one that hangs holds nobody up for longer
MOST_BYTES: Final = 32 << 20

Labels = tuple[tuple[str, str], ...]  # sorted by name


@dataclass(frozen=True)
class Sample:
    """One line of a metrics page: a name with its labels."""

    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Reading:
    """What one address has told, and when by a clock that nobody sets."""

    at: float
    samples: Sequence[Sample]

    def named(self, name: str) -> Iterable[Sample]:
        """Return the samples of a metric."""
        return (sample for sample in self.samples if sample.name == name)


@dataclass(frozen=True)
class Fault:
    """Why an address has told nothing: a word for people, without what the peer has sent."""

    why: str


def address(written: str) -> str:
    """Return the URL of a metrics page as somebody has written it; raise `Refused` for what is none."""
    url = written if "://" in written else f"http://{written}"
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        whole = False
    if not whole:
        raise Refused(
            f"{written} is no address: write http://host:port.",
            f"{written} ບໍ່ແມ່ນທີ່ຢູ່: ໃຫ້ຂຽນ http://host:port.",
            exit_code=2,
        )
    return url if parts.path not in {"", "/"} else f"{url.rstrip('/')}/metrics"


def parsed(text: str, at: float) -> Reading:
    """Return the samples of a metrics page; raise `ValueError` for what is none.

    A component that is alone at its address leaves `job` to Prometheus: then it is what `target_info` says.
    """
    from prometheus_client.parser import text_string_to_metric_families

    try:
        found = [
            (each.name, each.labels, each.value)
            for told in text_string_to_metric_families(text)
            for each in told.samples
        ]
    except (IndexError, KeyError, TypeError, ValueError) as fault:  # the parser's ways to stumble over other texts
        raise ValueError("no metrics page") from fault
    alone = {labels["service_name"] for name, labels, _ in found if name == "target_info" and "service_name" in labels}
    own = {"job": f"saphan/{alone.pop()}"} if len(alone) == 1 else {}
    return Reading(at, [Sample(name, own | labels, value) for name, labels, value in found])


class Watch:
    """The addresses that are asked, with what each has told lately, oldest first, and why it was silent at last."""

    def __init__(self, addresses: Sequence[str], *, kept_s: float = 30.0) -> None:
        self.told: Final[dict[str, list[Reading]]] = {each: [] for each in addresses}
        self.faults: Final[dict[str, Fault]] = {}
        self._kept_s: Final = kept_s

    async def look(self) -> None:
        """Ask every address once, all at the same time."""
        async with ClientSession(timeout=ClientTimeout(total=WITHIN_S), trust_env=False) as session:
            answers = await asyncio.gather(*(_asked(session, each) for each in self.told))
        for each, answer in zip(self.told, answers, strict=True):
            if isinstance(answer, Fault):
                self.faults[each] = answer
                continue
            self.faults.pop(each, None)
            readings = self.told[each]
            readings.append(answer)
            # one that is older than what we look back over stays, so that there is always a whole window
            while len(readings) > 2 and answer.at - readings[1].at >= self._kept_s:  # noqa: PLR2004 - the two of a window
                del readings[0]


async def _asked(session: ClientSession, url: str) -> Reading | Fault:
    try:
        async with session.get(url, allow_redirects=False) as answer:
            if answer.status != 200:  # noqa: PLR2004 - OK
                return Fault(f"HTTP {answer.status}")
            body = bytearray()
            async for piece in answer.content.iter_chunked(1 << 16):
                body += piece
                if len(body) > MOST_BYTES:
                    return Fault("more than a metrics page has")
        return parsed(body.decode(), time.monotonic())
    except TimeoutError:
        return Fault(f"no answer within {WITHIN_S:.0f} s")
    except ClientError as fault:
        return Fault("no connection" if isinstance(fault, OSError) else type(fault).__name__)
    except ValueError:
        return Fault("no metrics page")
