"""Command groups for Typer: help as plain text in both languages, without loading rich."""

from typing import Any

import typer
from typer.core import TyperGroup


class Verbs(TyperGroup):
    """A group whose help lists each verb with its whole sentence: Typer's own list stops before the Lao half."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # Any: Typer has no public names for its own click
        """Write the list of verbs."""
        known = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, verb.help or "") for name, verb in known if verb is not None and not verb.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def verbs(help_: str, *, name: str | None = None) -> typer.Typer:
    """Return a group without verbs yet; typed alone it prints its help."""
    return typer.Typer(
        name=name,
        cls=Verbs,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # with it every help would load rich's Markdown and its syntax highlighter: 0.2 s
        pretty_exceptions_enable=False,  # a traceback is for the log; people get one sentence
        context_settings={"max_content_width": 120},
        help=help_,
    )
