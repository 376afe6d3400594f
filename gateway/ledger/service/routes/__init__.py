"""The operations of the ledger over HTTP: parse, call one verb, render."""

from gateway.ledger.service.routes import evidence, reports

ROUTERS = (evidence.ROUTER, reports.ROUTER)
