"""A small asyncio load driver: prepared requests over kept-alive connections, closed loop or at a fixed pace.

Everything costly (proofs, bodies) is made before the clock starts, so that the driver's own work stays small beside
what it measures; it runs in a process of its own.
"""

import asyncio
import gc
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Result:
    """What one run saw: how many answers, how long it took, each answer's latency in seconds, and the odd ones."""

    count: int
    seconds: float
    latencies: list[float]
    failures: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.count / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency in milliseconds that `share` of the answers stayed under."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        await reader.readexactly(int(lowered[at + 15 : lowered.index(b"\r\n", at)]))
    return int(head[9:12])


async def drive(
    port: int, requests: Sequence[bytes], *, connections: int, rate: float | None = None, seconds: float | None = None
) -> Result:
    """Send every request once; with `rate`, no faster than that many a second, measured from when each was due.

    Latency at a fixed pace counts from the moment a request was due, so that a queue in the driver is not forgiven.
    """
    waiting: Iterator[bytes] = iter(requests)
    latencies: list[float] = []
    failures: dict[int, int] = {}
    began = time.perf_counter()
    turn = 0
    gc.freeze()  # a full collection of the driver's own objects holds it for 200 ms, and would count as the gateway's

    async def connection() -> None:
        nonlocal turn
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        try:
            for request in waiting:
                due = time.perf_counter()
                if seconds is not None and due - began > seconds:
                    return
                if rate is not None:
                    due, turn = began + turn / rate, turn + 1
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                writer.write(request)
                status = await _answer(reader)
                latencies.append(time.perf_counter() - due)
                if not 200 <= status < 300:
                    failures[status] = failures.get(status, 0) + 1
        finally:
            writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    return Result(len(latencies), time.perf_counter() - began, latencies, failures)


def request(method: str, path: str, port: int, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {v}" for name, v in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body
