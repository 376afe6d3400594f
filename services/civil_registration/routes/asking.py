"""Dependencies that every operation shares: who asks, the key of subject keys, and the tag of what is answered."""

from typing import Annotated

from fastapi import Depends, Header, Response

from chassis.http.caller import CallerDep
from chassis.http.resources import resource
from chassis.prints.pdf import Press
from chassis.reference.held import HeldOrganisationsDep
from chassis.tokens.certificate_keys import CertificateKeys
from contracts.national.civil.civil_event import CivilEvent
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.prints import Verifier
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.wire.events import etag

PressDep = Annotated[Press, resource(Press)]
SigningDep = Annotated[CertificateKeys, resource(CertificateKeys)]
VerifierDep = Annotated[Verifier, resource(Verifier)]
KeysDep = Annotated[SubjectKeys, resource(SubjectKeys)]
_ActionId = Annotated[str | None, Header(alias="Idempotency-Key", include_in_schema=False, max_length=255)]


async def _asker(caller: CallerDep, held: HeldOrganisationsDep, action_id: _ActionId = None) -> Asker:
    return Asker(caller, held.current, held.code_lists, action_id)


AskerDep = Annotated[Asker, Depends(_asker)]


def tagged(answer: Response, event: CivilEvent) -> CivilEvent:
    """Return the event, and name its version in the answer's `ETag`."""
    answer.headers["ETag"] = etag(len(event.actions))
    return event
