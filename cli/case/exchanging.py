"""Calls with retry under one idempotency key: repeated while no answer comes, they have one effect."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from chassis.client.exchange_client import Answer, ExchangeClient, TokenRefused
from cli.call import MOST_OFFICES
from cli.refusals import Refused

_ATTEMPTS: Final = 3
_PAUSE_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Calling:
    """Who calls: the client of a system, and the office and officer that its tokens name, if any."""

    client: ExchangeClient
    office: str | None = None
    officer: str | None = None


async def exchanged(
    calling: Calling,
    method: str,
    path: str,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Return the answer of a call that was taken; raise `Refused` with the sentences of one that was not."""
    key = str(uuid.uuid4()) if method == "POST" else None
    answer = await _answered(calling, method, path, content, headers or {}, key)
    if not answer.ok:
        raise refusal_of(answer)
    return answer


def refusal_of(answer: Answer) -> Refused:
    """Return what an answer refuses, as sentences, with how an office is named here where it is about one."""
    is_json = "json" in answer.headers.get("Content-Type", "")
    problem: dict[str, Any] = answer.json() if is_json else {}  # Any: a problem, or an error of OAuth
    told = [error["message"] for error in problem.get("errors", ())]
    whole = problem.get("error_description") or problem.get("detail") or f"HTTP {answer.status}."
    said = {language: " ".join(each[language] for each in told) or whole for language in ("en", "lo")}
    held = (problem.get("params") or {}).get("offices")
    if held and str(problem.get("code")).startswith("office-"):
        offices = ", ".join(held[:MOST_OFFICES]) + ", …" * (len(held) > MOST_OFFICES)
        said["en"] += f" Choose the office with --office CODE: {offices}."
        said["lo"] += f" ເລືອກຫ້ອງການດ້ວຍ --office ລະຫັດ: {offices}."
    return Refused(said["en"], said["lo"])


async def _answered(
    calling: Calling,
    method: str,
    path: str,
    content: bytes | None,
    headers: Mapping[str, str],
    key: str | None,
) -> Answer:
    who: dict[str, Any] = {"office": calling.office, "officer": calling.officer}  # Any: keywords
    for attempt in range(_ATTEMPTS):
        last = attempt + 1 == _ATTEMPTS
        try:
            answer = await calling.client.request(
                method, path, body=content, idempotency_key=key, headers=headers, **who
            )
        except TokenRefused as refused:
            raise refusal_of(refused.answer) from None
        except (aiohttp.ClientError, TimeoutError) as fault:
            if last:
                where = calling.client.credentials.base_url
                raise Refused(
                    f"No answer from {where} ({fault or type(fault).__name__}); run the command again, it goes on.",
                    f"ບໍ່ມີຄຳຕອບຈາກ {where}; ສັ່ງຄືນອີກຄັ້ງ ມັນຈະສືບຕໍ່.",
                ) from fault
        else:
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR or last:
                return answer
        await asyncio.sleep(_PAUSE_S)
    raise RuntimeError("the last attempt returns or raises")
