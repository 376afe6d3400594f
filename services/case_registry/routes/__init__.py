"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import (
    cases,
    charges,
    courts,
    hand_overs,
    imports,
    moves,
    participants,
    prosecution,
    registers,
    statistics,
)

ROUTERS = (
    *(cases.ROUTER, moves.ROUTER, hand_overs.ROUTER, participants.ROUTER, charges.ROUTER, courts.ROUTER),
    *(prosecution.ROUTER, registers.ROUTER, statistics.ROUTER, imports.ROUTER, imports.FILES),
)
