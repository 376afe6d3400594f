"""A bakery's web service: the chassis must carry it as well as a court's, since it knows no government word."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Response
from pydantic import BaseModel, SecretStr
from sqlalchemy import text

from chassis.bus.port import Bus
from chassis.http.app import Service, create_app
from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.process.settings import ServiceSettings
from contracts.events import Event
from contracts.problems import Problem
from tests.support.service import KEYS


class OvenFull(Problem):
    """No room for another loaf."""

    code = "oven-full"
    status = HTTPStatus.CONFLICT
    en = "The oven is full."
    lo = "ເຕົາເຕັມແລ້ວ."


class Order(BaseModel):
    bread: str


class Loaf(BaseModel):
    loafId: str  # noqa: N815
    bread: str
    bakedAt: datetime  # noqa: N815
    note: str | None = None


router = APIRouter(prefix="/bakery/v1", route_class=TransactionalRoute)


@router.post("/loaves", status_code=HTTPStatus.CREATED, operation_id="bakeLoaf")
async def bake_loaf(body: Order, caller: CallerDep, unit: UnitDep) -> Loaf:
    loaf = Loaf(loafId=unit.new_id("lof"), bread=body.bread, bakedAt=unit.now)
    await unit.connection.execute(text("insert into loaf values (:i, :b)"), {"i": loaf.loafId, "b": body.bread})
    unit.announce(
        Event(
            id=unit.new_id("evt"),
            type="la.gov.documents.document.baked.v1",
            source="/bakery",
            subject=loaf.loafId,
            time=unit.now,
            dataschema="test:loaf",
            data={"loafId": loaf.loafId},
        )
    )
    if body.bread == "stone":
        raise OvenFull
    return loaf


@router.post("/refusals", operation_id="refuseByAnswer")
async def refuse_by_answer(unit: UnitDep) -> Response:
    await unit.connection.execute(text("insert into loaf values ('x', 'refused')"))
    return Response(b"{}", HTTPStatus.CONFLICT)


@router.get("/loaves/{loafId}", operation_id="getLoaf")
async def get_loaf(loafId: str, unit: UnitDep, response: Response) -> dict[str, Any]:  # noqa: N803
    response.headers["ETag"] = '"1"'
    found = await unit.connection.execute(text("select id, bread from loaf where id = :i"), {"i": loafId})
    return dict(found.one()._mapping)


@router.post("/explosions", operation_id="explode")
async def explode(unit: UnitDep, fuse: Annotated[None, Depends(lambda: None)]) -> None:
    msg = "boom"
    raise RuntimeError(msg)


SERVICE = Service(
    name="bakery",
    title="Bakery",
    title_lo="ຮ້ານເຂົ້າຈີ່",
    summary="Bread",
    description="Bread by the loaf.",
    version="1.2.3",
    routers=[router],
    migrations="tests.chassis.bakery.migrations",
    problems=(OvenFull,),
)


def build(database_url: str, bus: Bus) -> FastAPI:
    settings = ServiceSettings(database_url=SecretStr(database_url), bus="postgres", bus_url=SecretStr("unused"))
    return create_app(SERVICE, settings, bus=bus, keys=KEYS)
