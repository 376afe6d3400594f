"""Draft, notice, declare and amend vital events."""

from dataclasses import replace
from typing import Final

from chassis.reference.tables import Concerned
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.declaration import CivilDeclaration, VitalEventFacts
from contracts.national.civil.notification import CivilNotification, Notifier
from contracts.problems import InvalidInput
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.declaring import restated, stated
from services.civil_registration.domain.facts import Facts, document
from services.civil_registration.domain.kinds import EventKind, Form, forms_in, kind_of
from services.civil_registration.domain.records import replay
from services.civil_registration.domain.rules import Known
from services.civil_registration.errors.events import MayNotDeclare
from services.civil_registration.errors.facts import FACTS_OF_ONE_KIND
from services.civil_registration.events import events as announcements
from services.civil_registration.store import events as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of, changeable, visible
from services.civil_registration.usecases.duplicates import look
from services.civil_registration.usecases.known import known_of, married_on
from services.civil_registration.usecases.recording import write
from services.civil_registration.wire.events import civil_event

_OPENS: Final = {Act.DRAFT: "draftEvent", Act.NOTIFY: "notifyEvent"}


async def declare(unit: Unit, asker: Asker, operation: str, form: Form, keys: SubjectKeys) -> CivilEvent:
    """Declare an event with all its facts.

    Raises `OfficeNeeded` and `MayNotDeclare` for a caller from no office, or from one that declares no such event, and
    `InvalidInput` for facts that cannot be true, that lack something, or from which no registering office follows.
    """
    return await _open(unit, asker, operation, Act.DECLARE, kind_of(form), document(form), None, keys)


async def notify(
    unit: Unit,
    asker: Asker,
    act: Act,
    notice: CivilNotification,
    keys: SubjectKeys,
    *,
    operation: str | None = None,
) -> CivilEvent:
    """Take a notice, or keep a draft, of an event; it may be incomplete. Raises as `declare` does."""
    kind, facts = facts_of(notice)
    return await _open(unit, asker, operation or _OPENS[act], act, kind, facts, notice.notifier, keys)


async def restate(
    unit: Unit,
    asker: Asker,
    operation: str,
    act: Act,
    event_id: str,
    declaration: CivilDeclaration | CivilNotification,
    if_match: str | None,
    keys: SubjectKeys,
) -> CivilEvent:
    """Declare, notice or amend an event that is there already, with all its facts anew.

    Raises `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed`, and `InvalidInput` as `declare`.
    """
    record = await changeable(unit, asker, event_id, operation, if_match)
    author = author_of(unit, asker)
    kind, facts = facts_of(declaration)
    known = await known_of(unit, kind, facts)
    notifier = declaration.notifier if isinstance(declaration, CivilNotification) else None
    action = _with(restated(act, record, kind, facts, author, asker.country, known), notifier)
    after = await write(unit, asker, event_id, record, [action], keys)
    after = await look(unit, asker, event_id, after, keys)
    return civil_event(event_id, after, unit.now, await married_on(unit, after))


async def _open(
    unit: Unit,
    asker: Asker,
    operation: str,
    act: Act,
    kind: EventKind,
    facts: Facts,
    notifier: Notifier | None,
    keys: SubjectKeys,
) -> CivilEvent:
    author = author_of(unit, asker)
    own = [author.seat]
    nobodys = Concerned({"registrar": own, "declarer": own})
    if not RIGHTS.allows(operation, asker.caller, nobodys, asker.organisations):
        raise MayNotDeclare
    if author.client_action_id is not None:
        before = await store.opened_by(unit, author.seat.member, author.client_action_id, act)
        if before is not None:
            opened = await visible(unit, asker, before)
            return civil_event(before, opened, unit.now, await married_on(unit, opened))
    known = await known_of(unit, kind, facts) if act is not Act.DRAFT else Known()
    action = _with(stated(act, kind, facts, author, asker.country, known), notifier)
    record = replay([action])
    event_id = unit.new_id("civ")
    await store.add_event(unit, event_id, record, asker.lists)
    for announced in announcements.of(unit, event_id, record, action, keys):
        unit.announce(announced)
    record = await look(unit, asker, event_id, record, keys)
    return civil_event(event_id, record, unit.now, await married_on(unit, record))


def _with(action: Action, notifier: Notifier | None) -> Action:
    if notifier is None:
        return action
    return Action(action.kind, action.author, {**action.content, "notifier": document(notifier)})


def facts_of(stated: VitalEventFacts, at: str = "") -> tuple[EventKind, Facts]:
    """Return the kind of event whose facts these are, and the facts as they are kept.

    Raises `InvalidInput` at the pointer `at` for facts of no kind or of several. The schema does not say it, so that a
    version of it can add a kind.
    """
    found = forms_in(stated)
    if len(found) != 1:
        raise InvalidInput(faults=[replace(FACTS_OF_ONE_KIND, pointer=at)])
    [(kind, form)] = found.items()
    return kind, document(form)
