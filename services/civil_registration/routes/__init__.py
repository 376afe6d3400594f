"""The operations of civil registration over HTTP: parse, call one verb, render."""

from services.civil_registration.routes import annulments, assignments, declarations, events, imports, registrations

ROUTERS = (
    declarations.ROUTER,
    events.ROUTER,
    registrations.ROUTER,
    annulments.ROUTER,
    assignments.ROUTER,
    imports.FILES,
    imports.ROUTER,
)
