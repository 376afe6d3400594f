"""The operations of civil registration over HTTP: parse, call one verb, render."""

from services.civil_registration.routes import (
    annulments,
    assignments,
    changes,
    corrections,
    declarations,
    duplicates,
    events,
    imports,
    links,
    owed_corrections,
    register_books,
    registrations,
    requirements,
    vital_statistics,
    work_list,
)

ROUTERS = (
    declarations.ROUTER,
    events.ROUTER,
    work_list.ROUTER,
    changes.ROUTER,
    requirements.ROUTER,
    registrations.ROUTER,
    annulments.ROUTER,
    assignments.ROUTER,
    imports.FILES,
    imports.ROUTER,
    register_books.ROUTER,
    vital_statistics.ROUTER,
    corrections.ROUTER,
    owed_corrections.ROUTER,
    duplicates.ROUTER,
    links.ROUTER,
)
