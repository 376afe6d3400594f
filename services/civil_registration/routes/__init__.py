"""The operations of civil registration over HTTP: parse, call one verb, render."""

from services.civil_registration.routes import (
    annulments,
    assignments,
    corrections,
    declarations,
    duplicates,
    events,
    links,
    owed_corrections,
    registrations,
)

ROUTERS = (
    declarations.ROUTER,
    events.ROUTER,
    registrations.ROUTER,
    annulments.ROUTER,
    assignments.ROUTER,
    corrections.ROUTER,
    owed_corrections.ROUTER,
    duplicates.ROUTER,
    links.ROUTER,
)
