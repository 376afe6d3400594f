"""`saphan top` as it runs: looks every few seconds until it is stopped, or once for scripts."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from cli.refusals import NOT_CHECKED, Refused
from cli.say import output
from cli.top.figures import Figures, figures
from cli.top.reading import Watch, address
from cli.top.screen import drawn

HERE: Final = "http://127.0.0.1:9464/metrics"  # where `saphan run` shows its figures


def show(at: Sequence[str], every_s: float, *, once: bool, as_json: bool) -> int:
    """Show the figures of these addresses; return 1 when, asked once, some did not answer, else 0."""
    watch = Watch([address(each) for each in at] or [HERE])
    asyncio.run(watch.look())
    if len(watch.faults) == len(watch.told):
        raise _nobody(watch)
    if once or as_json or not output.is_terminal:
        asyncio.run(_second_look(watch, every_s))
        _print(watch, as_json=as_json)
        return min(len(watch.faults), 1)
    asyncio.run(_go_on(watch, every_s))
    return 0


async def _second_look(watch: Watch, after_s: float) -> None:
    """Look again: counters say how much since they began, and a rate needs two looks."""
    await asyncio.sleep(after_s)
    await watch.look()


async def _go_on(watch: Watch, every_s: float) -> None:
    from rich.live import Live

    with Live(console=output, auto_refresh=False, screen=True, vertical_overflow="crop") as live:
        while True:
            live.update(drawn(_now(watch), _ages(watch), watch.faults), refresh=True)
            await asyncio.sleep(every_s)
            await watch.look()


def _now(watch: Watch) -> Figures:
    return figures(watch.told.values(), time.time())


def _ages(watch: Watch) -> dict[str, float | None]:
    now = time.monotonic()
    return {each: now - readings[-1].at if readings else None for each, readings in watch.told.items()}


def _print(watch: Watch, *, as_json: bool) -> None:
    if not as_json:
        output.print(drawn(_now(watch), _ages(watch), watch.faults))
        return
    silent = {url: fault.why for url, fault in watch.faults.items()}
    print(json.dumps(asdict(_now(watch)) | {"unanswered": silent}, ensure_ascii=False, indent=2))


def _nobody(watch: Watch) -> Refused:
    told = "; ".join(f"{url}: {fault.why}" for url, fault in watch.faults.items())
    return Refused(
        f"Nothing shows its figures: {told}. Does it run, and is its METRICS_PORT set? --at says where else to ask.",
        f"ບໍ່ມີຫຍັງສະແດງຕົວເລກ: {told}. ມັນແລ່ນຢູ່ບໍ ແລະ ຕັ້ງ METRICS_PORT ແລ້ວບໍ? --at ບອກບ່ອນອື່ນທີ່ຈະຖາມ.",
        exit_code=NOT_CHECKED,
    )
