"""Judges a row: every fault of it at once, of cells, spelling, schema and codes, and by the service's rules."""

from collections.abc import Collection, Hashable, Sequence
from itertools import count
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from chassis.http.model_faults import faults_in_body
from chassis.imports import spelling
from chassis.imports.faults import FAULTS_A_ROW, OLD_FONT
from chassis.imports.ports import Form, Rows
from contracts.compiled import CompiledSchema
from contracts.pointers import pointer_to
from contracts.problems import Fault

R = TypeVar("R", bound=BaseModel)
E = TypeVar("E")
K = TypeVar("K", bound=Hashable)

# ten thousand wrong rows are explained in about a minute; steps, since by the clock a busy hour would find fewer faults
_STEPS_A_ROW: Final = 2_000
_IN_A_FORM: Final = 3  # steps to a member of a person in a form


def judged(
    document: Any,
    of_cells: Collection[Fault],
    rows: Rows[R, E, K],  # Any: a JSON document, or what is none
) -> tuple[E | None, list[Fault]]:
    """Return the row, also of a wrong document as far as the rest of it can be judged, and every fault.

    A member that is wrong is told once, by whoever says best what it is: a text in another encoding breaks other rules
    too, and a day that nobody can read is no string. The rules judge the rest as if that member were not there.
    """
    schema = rows.form.schema()
    faults = list(of_cells)
    misspelt = list(spelling.faults(document, rows.form.texts))
    _add(faults, misspelt, rows.form)
    # what is no Unicode cannot even be shown to a schema
    illegible = [fault for fault in misspelt if fault.code != OLD_FONT.code]
    legible = _but(document, illegible, rows.form) if illegible and isinstance(document, dict) else document
    if not schema.is_valid(legible):
        most, steps = FAULTS_A_ROW, _STEPS_A_ROW * 1000
        _add(faults, schema.faults(legible, limit=most, budget_ms=steps, clock=count().__next__)[0], rows.form)
    if not faults:
        faults = schema.code_faults(document, rows.code_lists)
        row, of_model = _typed(document, rows.form)
        if row is None:
            return None, [*faults, *of_model]
        entry = rows.read(row)
        return entry, [*faults, *_but_told(rows.faults(entry), faults, rows.form)]
    rest, is_whole = _without(document, faults, rows.form, schema)
    if rest is None:
        return None, faults
    row, of_model = _typed(rest, rows.form)
    read = None if row is None else rows.read(row)
    if is_whole:  # without a day of its own a row cannot be held against codes and rules that ask for it
        _add(faults, schema.code_faults(rest, rows.code_lists), rows.form)
        _add(faults, of_model if read is None else rows.faults(read), rows.form)
    return read, faults


def _without(
    document: Any, faults: Collection[Fault], form: Form[R], schema: CompiledSchema
) -> tuple[dict[str, Any] | None, bool]:
    """Return the document without its wrong members, or None where that is no row, and whether its days are its own."""
    if not isinstance(document, dict):
        return None, False
    rest = _but(document, faults, form)
    instead = {name: value for name, value in form.stand_ins.items() if name not in rest}
    rest = rest | instead
    return (rest, instead.keys().isdisjoint(form.days)) if schema.is_valid(rest) else (None, False)


def _but(document: dict[str, Any], faults: Collection[Fault], form: Form[R]) -> dict[str, Any]:  # Any: a JSON document
    """Return the document without the members that these faults are of."""
    rest = document
    for path in {_path(fault, form) for fault in faults if fault.pointer}:
        rest = _less(rest, path)
    return rest


def _less(document: dict[str, Any], path: Sequence[str]) -> dict[str, Any]:  # Any: a JSON document
    """Return the document without what stands there; of a list, without the list."""
    name, *below = path
    inner = document.get(name)
    if below and isinstance(inner, dict):
        return {**document, name: _less(inner, below)}
    return {known: value for known, value in document.items() if known != name}


def _typed(document: dict[str, Any], form: Form[R]) -> tuple[R | None, list[Fault]]:  # Any: a JSON document
    """Return the document as the form's model, or its faults."""
    try:
        return form.model.model_validate(document), []
    except ValidationError as invalid:  # a year or a moment that cannot be
        return None, faults_in_body(invalid.errors())


def _add(faults: list[Fault], more: Any, form: Form[R]) -> None:  # Any: an iterable of faults
    faults += _but_told(more, faults, form)


def _but_told(more: Any, faults: Collection[Fault], form: Form[R]) -> list[Fault]:  # Any: same
    told = {fault.pointer for fault in faults} | {pointer_to(_path(fault, form)) for fault in faults}
    return [fault for fault in more if fault.pointer not in told]


def _path(fault: Fault, form: Form[R]) -> tuple[str, ...]:
    """Return the member that is left out for this fault: of a whole form its member, or that of a person in it."""
    steps = (fault.pointer or "/").split("/")[1:]
    return tuple(steps[: _IN_A_FORM if steps[0] in form.forms else 1])
