"""What the command says to people: progress from the first second, in Lao and English, on the error stream."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

# Commands that answer with data keep stdout for it; everything said to people goes where a pipe does not reach.
people: Final = Console(stderr=True, highlight=False, soft_wrap=True)
output: Final = Console(highlight=False, soft_wrap=True)

NOT_CHECKED: Final = 2  # exit code of a check that could not be made: nothing is said about what it is to check


class Refused(Exception):  # noqa: N818 - a sentence for people, not an error of ours
    """The command cannot do what was asked; one sentence per language says why and what to do."""

    def __init__(self, en: str, lo: str, *, exit_code: int = 1) -> None:
        super().__init__(en)
        self.en = en
        self.lo = lo
        self.exit_code = exit_code


def complain(refusal: Refused) -> None:
    """Print the refusal, English first: the terminal's font may lack Lao."""
    people.print(f"[red]saphan:[/red] {escape(refusal.en)}")
    people.print(f"        {escape(refusal.lo)}")


@contextmanager
def progress(console: Console, en: str, lo: str) -> Iterator[list[str]]:
    """Say what is being done before it is done, and how long it took after; remarks go to the line's end."""
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


def or_one_sentence(verb: Callable[[], int | None]) -> NoReturn:
    """Run the verb; what it refuses becomes a sentence in both languages and an exit code, never a traceback."""
    try:
        raise typer.Exit(verb() or 0)
    except Refused as refusal:
        complain(refusal)
        raise typer.Exit(refusal.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None  # 128 + SIGINT, what a shell expects
