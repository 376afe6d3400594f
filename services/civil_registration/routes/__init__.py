"""The operations of civil registration over HTTP: parse, call one verb, render."""

from services.civil_registration.routes import (
    annulments,
    assignments,
    changes,
    declarations,
    events,
    registrations,
    requirements,
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
)
