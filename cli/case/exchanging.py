"""Calls with retry under one idempotency key: repeated while no answer comes, they have one effect."""

import asyncio
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from chassis.client.exchange_client import Answer, ExchangeClient, TokenRefused
from cli.refusals import Refused

_ATTEMPTS: Final = 3
_PAUSE_S: Final = 2.0


class NotTaken(Exception):  # noqa: N818 - the answer is the refusal
    """The gateway refused a call; without it the import cannot go on."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


async def exchanged(
    client: ExchangeClient,
    method: str,
    path: str,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:  # Any: the operation's document
    """Return the JSON of the answer; raise `NotTaken` for a refusal."""
    key = str(uuid.uuid4()) if method == "POST" else None
    answer = await _answered(client, method, path, content, headers or {}, key)
    if not answer.ok:
        raise NotTaken(answer)
    return answer.json()


async def _answered(
    client: ExchangeClient,
    method: str,
    path: str,
    content: bytes | None,
    headers: Mapping[str, str],
    key: str | None,
) -> Answer:
    for attempt in range(_ATTEMPTS):
        last = attempt + 1 == _ATTEMPTS
        try:
            answer = await client.request(method, path, body=content, idempotency_key=key, headers=headers)
        except TokenRefused as refused:
            raise NotTaken(refused.answer) from None
        except (aiohttp.ClientError, TimeoutError) as fault:
            if last:
                where = client.credentials.base_url
                raise Refused(
                    f"No answer from {where} ({fault or type(fault).__name__}); run the command again, it goes on.",
                    f"ບໍ່ມີຄຳຕອບຈາກ {where}; ສັ່ງຄືນອີກຄັ້ງ ມັນຈະສືບຕໍ່.",
                ) from fault
        else:
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR or last:
                return answer
        await asyncio.sleep(_PAUSE_S)
    raise RuntimeError("the last attempt returns or raises")
