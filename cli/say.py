"""Console output in Lao and English: refusals and progress on stderr, data on stdout."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.markup import escape

# Commands that answer with data keep stdout for it; everything said to people goes where a pipe does not reach.
# No emoji: `:warning:` in an answer's header stays what it is, and the table of their names is not loaded.
people: Final = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
output: Final = Console(highlight=False, soft_wrap=True, emoji=False)


def complain(en: str, lo: str) -> None:
    """Print a refusal's two sentences, English first: the terminal's font may lack Lao."""
    people.print(f"[red]saphan:[/red] {escape(en)}")
    people.print(f"        {escape(lo)}")


@contextmanager
def progress(console: Console, en: str, lo: str) -> Iterator[list[str]]:
    """Print one line for a step: its name when it starts, remarks and seconds when it ends."""
    remarks: list[str] = []
    began = time.perf_counter()
    # without a newline: the line is seen while the work behind it still runs, and completed after it
    console.print(f"  [cyan]•[/cyan] {en} [dim]{lo}[/dim] ", end="")
    try:
        yield remarks
    except BaseException:
        console.print("[red]✗[/red]")
        raise
    seconds = time.perf_counter() - began
    console.print(f"[green]✓[/green] [dim]{' · '.join([*remarks, f'{seconds:.1f} s'])}[/dim]")
