"""Dependency on whoever asks: its voucher, with the reference data that this process holds."""

from typing import Annotated

from fastapi import Depends

from chassis.http.caller import CallerDep
from chassis.http.resources import resource
from chassis.reference.held import HeldOrganisationsDep
from services.case_registry.domain.readers import Readers
from services.case_registry.usecases.asking import Asker

ReadersDep = Annotated[Readers, resource(Readers)]


# async, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _asker(caller: CallerDep, held: HeldOrganisationsDep, readers: ReadersDep) -> Asker:
    return Asker(caller, held.current, held.code_lists, readers)


AskerDep = Annotated[Asker, Depends(_asker)]
