"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import (
    cases,
    charges,
    decisions,
    final_decisions,
    hand_overs,
    hearings,
    imports,
    moves,
    participants,
    proceedings,
    prosecution,
    registers,
    restrictions,
    statement_requests,
    statistics,
)

ROUTERS = (
    *(cases.ROUTER, restrictions.ROUTER, moves.ROUTER, hand_overs.ROUTER, participants.ROUTER, charges.ROUTER),
    *(proceedings.ROUTER, hearings.ROUTER, decisions.ROUTER, final_decisions.ROUTER),
    *(prosecution.ROUTER, statement_requests.ROUTER, registers.ROUTER, statistics.ROUTER),
    *(imports.ROUTER, imports.FILES),
)
