"""The operations of civil registration over HTTP: parse, call one verb, render."""

from services.civil_registration.routes import (
    annulments,
    assignments,
    declarations,
    events,
    imports,
    register_books,
    registrations,
    vital_statistics,
)

ROUTERS = (
    declarations.ROUTER,
    events.ROUTER,
    registrations.ROUTER,
    annulments.ROUTER,
    assignments.ROUTER,
    imports.FILES,
    imports.ROUTER,
    register_books.ROUTER,
    vital_statistics.ROUTER,
)
