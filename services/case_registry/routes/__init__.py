"""The operations of the case registry over HTTP: parse, call one verb, render."""

from services.case_registry.routes import cases, hand_overs, imports, moves

ROUTERS = (cases.ROUTER, moves.ROUTER, hand_overs.ROUTER, imports.ROUTER, imports.FILES)
