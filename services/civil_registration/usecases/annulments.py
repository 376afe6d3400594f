"""Cancel and reinstate registered events by a decision; archive what was never registered, and take it back."""

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_annulment import EventAnnulment
from contracts.national.civil.event_archiving import EventArchiving
from contracts.problems import InvalidInput
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action, State, must_be_allowed
from services.civil_registration.domain.annulments import faults_of
from services.civil_registration.domain.facts import document
from services.civil_registration.errors.annulments import DECISION_NEEDED
from services.civil_registration.usecases.asking import Asker, author_of, changeable
from services.civil_registration.usecases.recording import answer


async def annul(
    unit: Unit,
    asker: Asker,
    operation: str,
    act: Act,
    event_id: str,
    annulment: EventAnnulment,
    if_match: str | None,
    keys: SubjectKeys,
) -> CivilEvent:
    """Cancel a registered event, or let a cancelled or archived one stand again, by a decision.

    Raises `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed`, and `InvalidInput` for a decision of
    tomorrow, from before the event, or of an office that does not stand above, and where it opens a second marriage.
    """
    record = await changeable(unit, asker, event_id, operation, if_match)
    must_be_allowed(act, record.state)
    author = author_of(unit, asker)
    if faults := faults_of(annulment, record, asker.organisations, author.today):
        raise InvalidInput(faults=faults)
    content = {"decision": document(annulment), "reason": annulment.reason}
    return await answer(unit, asker, event_id, record, Action(act, author, content), keys)


async def archive(
    unit: Unit,
    asker: Asker,
    operation: str,
    act: Act,
    event_id: str,
    archiving: EventArchiving,
    if_match: str | None,
    keys: SubjectKeys,
) -> CivilEvent:
    """Archive an event that was never registered, or take it back to where it stood. Raises as `annul` does."""
    record = await changeable(unit, asker, event_id, operation, if_match)
    must_be_allowed(act, record.state)
    if act is Act.REINSTATE and record.state is State.CANCELLED:
        raise InvalidInput(faults=[DECISION_NEEDED])
    author = author_of(unit, asker)
    return await answer(unit, asker, event_id, record, Action(act, author, document(archiving)), keys)
