"""Headers of answers that a document declares: what is left of the caller's limits, who may keep it, which version.

The gateway sends them (docs/exchange.md), and no service need; a document says what a caller gets. An answer of a
public operation tells no limits: a cache gives to one caller what another has asked for.
"""

from typing import Any, Final

from contracts.json_types import JSON
from contracts.openapi_lint import LIMITS, PUBLIC

_MOST: Final = 2**31 - 1  # of seconds and calls: what an int32 of a generated client holds
_POINTER: Final = "#/components/headers/"
_OF_A_CALLER: Final = ("RateLimit-Policy", *LIMITS)  # from the moment that the gateway knows who calls: in no 401
_WITH_RETRY_AFTER: Final = frozenset({"409", "429", "503"})


def _number(description: str, example: int) -> dict[str, JSON]:
    schema: JSON = {"type": "integer", "minimum": 0, "maximum": _MOST}
    return {"description": description, "schema": schema, "example": example}


HEADERS: Final[dict[str, dict[str, JSON]]] = {
    "API-Version": {
        "description": "The full version of the service. · ລຸ້ນເຕັມຂອງບໍລິການ.",
        "schema": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$", "maxLength": 40},
        "example": "1.4.0",
    },
    "Cache-Control": {
        "description": "Who may keep the answer: nobody (`no-store`), unless the service lets the caller alone keep it "
        "or everybody read it. · ໃຜເກັບຄຳຕອບໄວ້ໄດ້.",
        "schema": {"type": "string", "maxLength": 200},
        "example": "no-store",
    },
    "RateLimit-Limit": _number(
        "The tightest of your limits, in calls; told once the gateway knows you. · ຂີດຈຳກັດທີ່ແຄບທີ່ສຸດ.", 100
    ),
    "RateLimit-Policy": {
        "description": "All your limits: how many calls (`q`) in how many seconds (`w`); `RateLimit` beside it "
        "says what is left of each. · ຂີດຈຳກັດທັງໝົດຂອງທ່ານ.",
        "schema": {"type": "string", "maxLength": 1000},
        "example": '"system";q=100;w=1, "day";q=50000;w=86400',
    },
    "RateLimit-Remaining": _number("Calls left of the tightest limit. · ຈຳນວນທີ່ຍັງເຫຼືອ.", 99),
    "RateLimit-Reset": _number("Seconds until the tightest limit is full again. · ວິນາທີກ່ອນຈະເຕັມຄືນ.", 1),
    "Retry-After": _number("Seconds to wait before the same call is sent again. · ວິນາທີທີ່ຄວນລໍຖ້າກ່ອນສົ່ງໃໝ່.", 2),
}


def declare(document: dict[str, Any]) -> None:  # Any: an OpenAPI document is free JSON
    """Let every answer of the document refer to the headers that come with it; what a route declares itself stays."""
    used = set[str]()
    for item in document["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                names = _of(status, public=operation.get(PUBLIC) is True)
                used.update(names)
                declared = answer.setdefault("headers", {})
                for name in names:
                    declared.setdefault(name, {"$ref": _POINTER + name})
    document["components"]["headers"] = {name: HEADERS[name] for name in sorted(used)}


def _of(status: str, *, public: bool) -> tuple[str, ...]:
    names = () if public else _OF_A_CALLER
    if status.startswith("2"):
        names = ("API-Version", "Cache-Control", *names)
    return (*names, "Retry-After") if status in _WITH_RETRY_AFTER else names
