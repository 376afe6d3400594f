"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import (
    cases,
    charges,
    decisions,
    exports,
    hand_overs,
    hearings,
    imports,
    moves,
    participants,
    proceedings,
    prosecution,
    registers,
    statistics,
)

ROUTERS = (
    *(cases.ROUTER, moves.ROUTER, hand_overs.ROUTER, participants.ROUTER, charges.ROUTER),
    *(proceedings.ROUTER, hearings.ROUTER, decisions.ROUTER),
    *(prosecution.ROUTER, registers.ROUTER, statistics.ROUTER, imports.ROUTER, imports.FILES),
    exports.ROUTER,
)
