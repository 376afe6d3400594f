"""Refusals of the command: one sentence per language and an exit code, instead of a traceback."""

from collections.abc import Callable
from typing import Final, NoReturn

import typer

NOT_CHECKED: Final = 2  # exit code of a check that could not be made: nothing is said about what it is to check


class Refused(Exception):  # noqa: N818 - a sentence for people, not an error of ours
    """The command cannot do what was asked; one sentence per language says why and what to do."""

    def __init__(self, en: str, lo: str, *, exit_code: int = 1) -> None:
        super().__init__(en)
        self.en = en
        self.lo = lo
        self.exit_code = exit_code


def or_one_sentence(verb: Callable[[], int | None]) -> NoReturn:
    """Run the verb; what it refuses becomes a sentence in both languages and an exit code."""
    try:
        raise typer.Exit(verb() or 0)
    except Refused as refusal:
        from cli.say import complain  # rich is loaded once there is something to say: help has nothing

        complain(refusal.en, refusal.lo)
        raise typer.Exit(refusal.exit_code) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None  # 128 + SIGINT, what a shell expects
