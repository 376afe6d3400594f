"""Draws the figures for a terminal, heads in Lao and English; a red figure is one that an alert would ring for."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from cli.top.figures import Figures
from cli.top.reading import Fault

MOST_ROWS: Final = 12
SECOND_S: Final = 2.0  # times above which an operation is slow, a lag too long
LAG_S: Final = 30.0
FAILED: Final = 0.01
FULL: Final = 0.9
_WIDTH: Final = 78  # as a terminal is at least wide
_STEPS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def duration(seconds: float) -> str:
    """Return a time as short as people say it: 340 ms, 2.1 s, 12 min, 29 d; with a minus when it is over."""
    size = abs(seconds)
    for step, unit in _STEPS:
        if size >= 2 * step:
            return f"{seconds / step:.0f} {unit}"
    return f"{seconds:.1f} s" if size >= 1 else f"{seconds * 1000:.0f} ms"


def drawn(shown: Figures, ages: Mapping[str, float | None], faults: Mapping[str, Fault]) -> RenderableType:
    """Return the whole screen; `ages` says for each address how old its figures are, None when there are none."""
    heads = [_addresses(ages, faults), *_warnings(shown)]
    tables = [_operations(shown), _refusals(shown), _events(shown), _ends(shown)]
    return Group(*heads, _ledger(shown), *(table for table in tables if table.row_count))


def _addresses(ages: Mapping[str, float | None], faults: Mapping[str, Fault]) -> str:
    return "\n".join(_address(each, age, faults.get(each)) for each, age in ages.items())


def _address(url: str, age: float | None, fault: Fault | None) -> str:
    if fault is None:
        return f"[green]●[/green] {escape(url)}"
    old = "" if age is None else f"; the figures are {duration(age)} old, ຕົວເລກເກົ່າ {duration(age)}"
    return f"[red]✗[/red] {escape(url)}: {escape(fault.why)}{old}"


def _warnings(shown: Figures) -> Iterable[str]:
    if shown.alarms:
        yield f"[red]alarms · ສັນຍານເຕືອນ:[/red] {escape(', '.join(shown.alarms))}"
    if shown.missing:
        yield f"[red]not ready · ບໍ່ພ້ອມ:[/red] {escape(', '.join(shown.missing))}"
    full = [f"{name} {share:.0%}" for name, share in shown.places.items() if share >= FULL]
    if full:
        yield f"[red]places taken · ບ່ອນເຕັມ:[/red] {escape(', '.join(full))}"
    if shown.silent:
        told = ", ".join(f"{each.member}/{each.system} {duration(each.for_s)}" for each in shown.silent[:MOST_ROWS])
        yield f"[yellow]silent · ງຽບ:[/yellow] {escape(told)}"


def _ledger(shown: Figures) -> str:
    ledger = shown.ledger
    if not ledger:
        return ""
    told = [f"{ledger['size']:.0f} leaves · ໃບ"] if "size" in ledger else []
    if "lag_s" in ledger:
        told.append(_red(f"behind · ຊ້າ {duration(ledger['lag_s'])}", bad=ledger["lag_s"] > LAG_S))
    if "checkpoint_age_s" in ledger:
        told.append(f"checkpoint · ຈຸດກວດສອບ {duration(ledger['checkpoint_age_s'])}")
    if "pending" in ledger:
        told.append(f"waiting · ລໍຖ້າ {ledger['pending']:.0f}")
    return f"[bold]ledger · ປຶ້ມບັນທຶກ[/bold]  {'  '.join(told)}"


def _red(text: str, *, bad: bool) -> str:
    return f"[red]{text}[/red]" if bad else text


def _table(*heads: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", width=_WIDTH)
    for at, head in enumerate(heads):
        first = at == 0
        table.add_column(head, justify="left" if first else "right", no_wrap=True, ratio=1 if first else None)
    return table


def _share(value: float | None, *, bad_from: float = 2.0) -> str:
    return "-" if value is None else _red(f"{value:.1%}", bad=value >= bad_from)


def _time(value: float | None) -> str:
    return "-" if value is None else _red(duration(value), bad=value > SECOND_S)


def _operations(shown: Figures) -> Table:
    table = _table(
        "operation\nການດຳເນີນການ",
        "/s",
        "failed\nລົ້ມເຫຼວ",
        "refused\nປະຕິເສດ",
        "p50",
        "p95",
        "all\nທັງໝົດ",
    )
    for each in shown.operations[:MOST_ROWS]:
        name = f"{each.service}/{each.operation}" if each.operation else each.service or "(no operation)"
        shares = (_share(each.failed, bad_from=FAILED), _share(each.refused))
        table.add_row(escape(name), f"{each.per_s:.1f}", *shares, _time(each.p50_s), _time(each.p95_s), str(each.total))
    return table


def _refusals(shown: Figures) -> Table:
    table = _table("refusal\nການປະຕິເສດ", "by\nໂດຍ", "/s", "all\nທັງໝົດ")
    for each in shown.refusals[:MOST_ROWS]:
        table.add_row(escape(each.code), escape(each.by), f"{each.per_s:.1f}", str(each.total))
    return table


def _events(shown: Figures) -> Table:
    table = _table("events\nເຫດການ", "outbox\nກ່ອງອອກ", "oldest\nເກົ່າສຸດ", "behind\nຊ້າ", "dead letters\nຈົດໝາຍຕາຍ")
    for each in shown.events:
        age = "-" if each.outbox_age_s is None else _red(duration(each.outbox_age_s), bad=each.outbox_age_s > 60)  # noqa: PLR2004 - a minute
        letters = _red(_count(each.dead_letters), bad=bool(each.dead_letters))
        table.add_row(escape(each.component), _count(each.outbox), age, _count(each.behind), letters)
    return table


def _count(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def _ends(shown: Figures) -> Table:
    table = _table("ends next\nໝົດອາຍຸຕໍ່ໄປ", "in\nໃນ")
    for each in shown.endings[: MOST_ROWS // 2]:
        table.add_row(escape(f"{each.kind} {each.name}"), _red(duration(each.left_s), bad=each.is_soon))
    return table
