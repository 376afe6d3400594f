"""Operations of declarations: one for each kind of event, notices and drafts, and facts stated anew."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.adoption import Adoption
from contracts.national.civil.birth import Birth
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.death import Death
from contracts.national.civil.declaration import CivilDeclaration
from contracts.national.civil.divorce import Divorce
from contracts.national.civil.fetal_death import FetalDeath
from contracts.national.civil.guardianship import Guardianship
from contracts.national.civil.marriage import Marriage
from contracts.national.civil.name_change import NameChange
from contracts.national.civil.notification import CivilNotification
from contracts.national.civil.recognition import Recognition
from services.civil_registration.domain.actions import Act
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import declarations
from services.civil_registration.wire.events import ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Declarations"])
_MARKS: Final[dict[str, Any]] = {"x-body": "document", "x-purposes": ["vitalRegistration"]}  # Any: OpenAPI


@ROUTER.post(
    "/births",
    status_code=HTTPStatus.CREATED,
    operation_id="declareBirth",
    summary="Declare a birth",
    openapi_extra=_MARKS,
)
async def declare_birth(body: Birth, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response) -> CivilEvent:
    """Declare a birth; a child who has no name yet gets it at the latest when it is registered."""
    return tagged(answer, await declarations.declare(unit, asker, "declareBirth", body, keys))


@ROUTER.post(
    "/deaths",
    status_code=HTTPStatus.CREATED,
    operation_id="declareDeath",
    summary="Declare a death",
    openapi_extra=_MARKS,
)
async def declare_death(body: Death, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response) -> CivilEvent:
    """Declare a death; of somebody whom nobody knows the reason stands in place of the name."""
    return tagged(answer, await declarations.declare(unit, asker, "declareDeath", body, keys))


@ROUTER.post(
    "/fetal-deaths",
    status_code=HTTPStatus.CREATED,
    operation_id="declareFetalDeath",
    summary="Declare a fetal death",
    openapi_extra=_MARKS,
)
async def declare_fetal_death(
    body: FetalDeath, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare a fetal death: counted beside births, and of no legal person."""
    return tagged(answer, await declarations.declare(unit, asker, "declareFetalDeath", body, keys))


@ROUTER.post(
    "/marriages",
    status_code=HTTPStatus.CREATED,
    operation_id="declareMarriage",
    summary="Declare a marriage",
    openapi_extra=_MARKS,
)
async def declare_marriage(
    body: Marriage, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare a marriage, or apply for its registration."""
    return tagged(answer, await declarations.declare(unit, asker, "declareMarriage", body, keys))


@ROUTER.post(
    "/divorces",
    status_code=HTTPStatus.CREATED,
    operation_id="declareDivorce",
    summary="Declare a divorce",
    openapi_extra=_MARKS,
)
async def declare_divorce(body: Divorce, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response) -> CivilEvent:
    """Declare a divorce; it cites the registered marriage, or says why none is cited."""
    return tagged(answer, await declarations.declare(unit, asker, "declareDivorce", body, keys))


@ROUTER.post(
    "/adoptions",
    status_code=HTTPStatus.CREATED,
    operation_id="declareAdoption",
    summary="Declare an adoption",
    openapi_extra=_MARKS,
)
async def declare_adoption(
    body: Adoption, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare an adoption, by the judgment that ordered it."""
    return tagged(answer, await declarations.declare(unit, asker, "declareAdoption", body, keys))


@ROUTER.post(
    "/recognitions",
    status_code=HTTPStatus.CREATED,
    operation_id="declareRecognition",
    summary="Declare a recognition",
    openapi_extra=_MARKS,
)
async def declare_recognition(
    body: Recognition, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare that a parent recognises a child."""
    return tagged(answer, await declarations.declare(unit, asker, "declareRecognition", body, keys))


@ROUTER.post(
    "/name-changes",
    status_code=HTTPStatus.CREATED,
    operation_id="declareNameChange",
    summary="Declare a change of name",
    openapi_extra=_MARKS,
)
async def declare_name_change(
    body: NameChange, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare a change of a person's name."""
    return tagged(answer, await declarations.declare(unit, asker, "declareNameChange", body, keys))


@ROUTER.post(
    "/guardianships",
    status_code=HTTPStatus.CREATED,
    operation_id="declareGuardianship",
    summary="Declare a guardianship",
    openapi_extra=_MARKS,
)
async def declare_guardianship(
    body: Guardianship, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Declare a guardianship that a court ordered."""
    return tagged(answer, await declarations.declare(unit, asker, "declareGuardianship", body, keys))


@ROUTER.post(
    "/notifications",
    status_code=HTTPStatus.CREATED,
    operation_id="notifyEvent",
    summary="Give notice of a vital event",
    openapi_extra=_MARKS,
)
async def notify_event(
    body: CivilNotification, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Give notice of a vital event; it may be incomplete, and gives no legal status."""
    return tagged(answer, await declarations.notify(unit, asker, Act.NOTIFY, body, keys))


@ROUTER.post(
    "/drafts",
    status_code=HTTPStatus.CREATED,
    operation_id="draftEvent",
    summary="Keep a draft",
    openapi_extra=_MARKS,
)
async def draft_event(
    body: CivilNotification, asker: AskerDep, unit: UnitDep, keys: KeysDep, answer: Response
) -> CivilEvent:
    """Keep the draft of a vital event; nobody but the own office sees it."""
    return tagged(answer, await declarations.notify(unit, asker, Act.DRAFT, body, keys))


@ROUTER.post(
    "/events/{eventId}/notification",
    operation_id="submitNotice",
    summary="Give notice of a drafted event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def submit_notice(
    event_id: EventId,
    body: CivilNotification,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Give notice of an event that was a draft, with its facts as they are known now."""
    done = await declarations.restate(unit, asker, "submitNotice", Act.NOTIFY, event_id, body, if_match, keys)
    return tagged(answer, done)


@ROUTER.post(
    "/events/{eventId}/declaration",
    operation_id="submitDeclaration",
    summary="Declare an event that was noticed",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def submit_declaration(
    event_id: EventId,
    body: CivilDeclaration,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Declare an event that was drafted, noticed or rejected, with all its facts."""
    done = await declarations.restate(unit, asker, "submitDeclaration", Act.DECLARE, event_id, body, if_match, keys)
    return tagged(answer, done)


@ROUTER.post(
    "/events/{eventId}/amendment",
    operation_id="amendEvent",
    summary="Amend an event before registration",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def amend_event(
    event_id: EventId,
    body: CivilDeclaration,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """State the facts of an event anew before it is registered; the log keeps what stood there."""
    done = await declarations.restate(unit, asker, "amendEvent", Act.AMEND, event_id, body, if_match, keys)
    return tagged(answer, done)
