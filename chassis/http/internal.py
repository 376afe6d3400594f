"""Internal route for the gateway alone: the effect of an exchange whose answer it did not receive."""

from typing import Final

from fastapi import APIRouter

from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.unit import effects
from contracts.problems import NotFound

ROUTER: Final = APIRouter(prefix="/internal", include_in_schema=False, route_class=TransactionalRoute)


@ROUTER.get("/effects/{exchange_id}")
async def look_up_effect(
    exchange_id: str,
    caller: CallerDep,
    unit: UnitDep,
    settle: bool = True,
) -> dict[str, str]:
    """Return the state of the exchange's effect, settled unless `settle` is false; 404 for anybody but the gateway."""
    if caller.kind != "gateway":
        raise NotFound
    return {"state": await (effects.look_up if settle else effects.peek)(unit, exchange_id)}
