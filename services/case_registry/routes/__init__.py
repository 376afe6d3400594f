"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import (
    cases,
    changes,
    charges,
    claims,
    competence,
    corrections,
    deadlines,
    decisions,
    documents,
    door_lists,
    final_decisions,
    hand_overs,
    hearings,
    imports,
    moves,
    participants,
    proceedings,
    prosecution,
    reconciliations,
    registers,
    restrictions,
    splits,
    statement_requests,
    statistics,
)

ROUTERS = (
    *(cases.ROUTER, restrictions.ROUTER, moves.ROUTER),
    *(hand_overs.SENDING, hand_overs.ROUTER, documents.ROUTER),
    *(splits.ROUTER, corrections.ROUTER),
    *(participants.ROUTER, charges.ROUTER, claims.ROUTER),
    *(competence.ROUTER, proceedings.ROUTER, hearings.ROUTER, decisions.ROUTER, final_decisions.ROUTER),
    *(prosecution.ROUTER, statement_requests.ROUTER, registers.ROUTER, statistics.ROUTER, door_lists.ROUTER),
    *(imports.ROUTER, imports.FILES),
    *(deadlines.ROUTER, changes.ROUTER, reconciliations.ROUTER),
)
