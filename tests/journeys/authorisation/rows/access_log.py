"""Whom the access log answers how: who looked is told through an officer only."""

from typing import Final

from contracts.identifiers import new_id
from tests.journeys.authorisation.row import KHAMLA, NO_RECORD, Row, Rows, at

A_LOOK_UP: Final = {"identifiers": [{"type": "citizenId", "value": "01-23"}], "requestReference": "SR-1"}

ROWS: Final[Rows] = {
    "lookUpSubject": Row(at("/look-ups", A_LOOK_UP), {NO_RECORD: {"registrar": 403}}),
    "listAccesses": Row(at(f"/look-ups/{new_id('lku')}/accesses"), {NO_RECORD: {"registrar": 403}}),
}
ROWS_WITH_OFFICER: Final[Rows] = {
    "lookUpSubject": Row(at("/look-ups", A_LOOK_UP), {NO_RECORD: {"registrar": 201}}, officer=KHAMLA),
    "listAccesses": Row(at(f"/look-ups/{new_id('lku')}/accesses"), {NO_RECORD: {"registrar": 404}}, officer=KHAMLA),
}
