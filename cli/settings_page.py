"""Generates docs/settings.md from the settings classes: `python -m cli.settings_page`; `--check` only compares."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from chassis.postgres.retention import Register, Rule, rules_of
from chassis.process.settings import ComponentSettings, ServiceSettings
from chassis.unit.retention import of_the_chassis
from cli.components import COMPONENTS, SERVICES
from cli.variables import VARIABLES

PAGE: Final = Path(__file__).parents[1] / "docs" / "settings.md"
_HEAD: Final = """\
# Settings

Every variable that Saphan reads, made from the code by `make settings`; `make lint` compares. ທຸກຄ່າທີ່ຕັ້ງໄດ້.

A variable comes from the environment. What is not there may be a file in the folder that `SAPHAN_SECRETS_DIR` names,
under the variable's name in lower case: `/run/secrets/saphan_gateway_database_url`. The environment wins, white space
around the value of a file is cut, and other files of the folder are not looked at. A file that others can read is
refused, as a key file is: it is 0600, or 0640 and root's, or on a read-only mount of its own, as container platforms
make it.

A missing or contradicting variable stops the start, and all that are wrong are named at once. One that nobody knows is
named with the nearest right one, and changes nothing. Nothing secret has a default. **Secret** means: hand it over as a
file. `saphan doctor COMPONENT` says whether they are right ([doctor.md](doctor.md)).

`<COMPONENT>` is `GATEWAY`, `CASE_REGISTRY`, `CIVIL_REGISTRATION`, `DOCUMENT_EXCHANGE` or `HEALTH_SUMMARIES`.
"""
MONTHLY_FROM: Final = 365  # days from which on they are told as months
_KEPT: Final = """\
## How long rows are kept

By the defaults above. A process sweeps once a minute, in batches that hold no lock that anybody notices; a row goes
when the clocks of process and database both say so. `saphan.retention.age` above `saphan.retention.limit` means that
nobody removes what is due ([decision 0038](decisions/0038-a-start-looks-before-it-serves.md)).

| component | table | kept | goes by | why |
|---|---|---|---|---|"""
_STAYS: Final = """
These stay for ever, or do not grow with use:

| component | tables | why |
|---|---|---|"""
_COLUMNS: Final = "| variable | value | default | secret | meaning |\n|---|---|---|---|---|"
_KINDS: Final[Mapping[object, str]] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    Path: "path",
    str: "text",
    SecretStr: "text",
}


def page() -> str:
    """Return the whole page."""
    shared, services = ComponentSettings.model_fields, ServiceSettings.model_fields
    parts = [
        _HEAD,
        _table("Every component", "SAPHAN_<COMPONENT>_", shared, skip=()),
        _table("Every service", "SAPHAN_<COMPONENT>_", services, skip=shared),
    ]
    for component in COMPONENTS:
        known = services if component in SERVICES else shared
        fields = component.settings_class().model_fields
        if set(fields) - set(known):
            parts.append(_table(component.name.replace("-", " ").capitalize(), component.prefix, fields, skip=known))
    rows = (
        _row(each.name, "text", each.default, "yes" if each.secret else "", f"{each.meaning} Read by {each.read_by}.")
        for each in VARIABLES
    )
    parts.append("\n".join(["## Variables of the command\n", _COLUMNS, *rows, ""]))
    return "\n".join([*parts, _retention()])


def _retention() -> str:
    """Return the rules of retention: by the defaults of the settings, which an office may change."""
    rows = [_rule("every component", each) for each in rules_of(of_the_chassis())]
    stay = []
    for component in COMPONENTS:
        kept = import_module(f"{component.package}.retention").kept(component.settings_class().model_construct())
        rows += [_rule(component.name, rule) for rule in rules_of(kept)]
        by_reason: dict[str, list[str]] = {}
        for each in kept:
            if isinstance(each, Register):
                by_reason.setdefault(each.why, []).append(f"`{each.table}`")
        stay += [f"| {component.name} | {', '.join(tables)} | {why} |" for why, tables in by_reason.items()]
    return "\n".join([_KEPT, *rows, _STAYS, *stay, ""])


def _rule(owner: str, rule: Rule) -> str:
    return f"| {owner} | `{rule.name}` | {_told(rule.kept)} | {rule.by or 'the sweep'} | {rule.why} |"


def _told(kept: timedelta) -> str:
    days = kept / timedelta(days=1)
    if days >= MONTHLY_FROM:
        return f"{days / 30.4375:.0f} months"
    return f"{days:.0f} days" if days > 1 else f"{days * 24:.0f} hours" if days else "until then"


def _table(title: str, prefix: str, fields: Mapping[str, FieldInfo], *, skip: Iterable[str]) -> str:
    rows = [
        _row(
            f"{prefix}{name.upper()}",
            _kind(field),
            _default(field),
            "yes" if SecretStr in _alternatives(field.annotation) else "",
            field.description or "",
        )
        for name, field in fields.items()
        if name not in set(skip)
    ]
    return "\n".join([f"## {title}\n", _COLUMNS, *rows, ""])


def _row(variable: str, kind: str, default: str, secret: str, meaning: str) -> str:
    cells = (f"`{variable}`", kind, default, secret, meaning.replace("|", r"\|"))
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _alternatives(annotation: Any) -> tuple[Any, ...]:  # Any: a type as written
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(each for each in get_args(annotation) if each is not NoneType)
    return (annotation,)


def _kind(field: FieldInfo) -> str:
    (kind,) = _alternatives(field.annotation)
    if get_origin(kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(kind))
    if get_origin(kind) is tuple:
        told = "objects" if issubclass(get_args(kind)[0], BaseModel) else "texts"
        return f"JSON list of {told}"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"JSON object: {', '.join(f'`{name}`' for name in kind.model_fields)}"
    return _KINDS[kind] + "".join(f", {bound}" for bound in _bounds(field))


def _bounds(field: FieldInfo) -> Iterator[str]:
    for told in field.metadata:
        match told:
            case annotated_types.Ge(ge=least):
                yield f"≥ {least}"
            case annotated_types.Gt(gt=under):
                yield f"> {under}"
            case annotated_types.Le(le=most):
                yield f"≤ {most}"
            case _:
                continue


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    if field.default is None or field.default == ():
        return "none"
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def main(check: bool) -> str | None:
    """Write the page; with `check` return what is wrong with the one that is there."""
    if not check:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        return "docs/settings.md is not what the code says: run `make settings`"
    return None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
