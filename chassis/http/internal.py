"""What only the gateway asks of a service: what became of an exchange whose answer it did not see."""

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
    """Return the exchange's effect, for good unless asked not to settle it; for anybody but the gateway: nothing."""
    if caller.kind != "gateway":
        raise NotFound
    return {"state": await (effects.look_up if settle else effects.peek)(unit, exchange_id)}
