"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import (
    cases,
    charges,
    claims,
    competence,
    decisions,
    documents,
    door_lists,
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
    *(cases.ROUTER, moves.ROUTER, hand_overs.SENDING, hand_overs.ROUTER, documents.ROUTER),
    *(participants.ROUTER, charges.ROUTER, claims.ROUTER),
    *(competence.ROUTER, proceedings.ROUTER, hearings.ROUTER, decisions.ROUTER),
    *(prosecution.ROUTER, registers.ROUTER, statistics.ROUTER, door_lists.ROUTER),
    *(imports.ROUTER, imports.FILES),
)
