"""The last scene: four calls that must not get through, and what the gateway says to each."""

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from rich.markup import escape

from chassis.client.exchange_client import AccessToken
from cli.demo import records
from cli.demo.stage import Stage, Step, problem_of
from cli.demo.words import CASES, FOR_BIRTHS, FOR_CASES

OPEN_CASE: Final = f"/{CASES}/v1/cases"
POLICE: Final = "police-case-system"
SHORT_LIFE_S: Final = 1
SKEW_S: Final = 5  # the gateway grants its own tokens this much, see chassis.tokens.tokens


@dataclass(frozen=True, slots=True)
class ShortLived:
    """A token asked for at the beginning, so that the story need not wait for its end."""

    token: AccessToken
    useless_at: float  # by the monotonic clock


async def short_lived(stage: Stage) -> ShortLived:
    """Obtain a token that lives one second."""
    token = await stage.token(POLICE, FOR_CASES, expires_in=SHORT_LIFE_S)
    return ShortLived(token, time.monotonic() + SHORT_LIFE_S + SKEW_S + 1)


async def four_refusals(stage: Stage, old: ShortLived) -> None:
    """Break the schema, call without an agreement, repeat a proof, use an expired token."""
    stage.scene(12, "Four calls that must be refused", "ສີ່ຄຳຮ້ອງທີ່ຕ້ອງຖືກປະຕິເສດ")
    await broken_schema(stage)
    await no_agreement(stage)
    await replayed_proof(stage)
    await expired_token(stage, old)


async def broken_schema(stage: Stage) -> None:
    """A body that breaks its national schema: all faults come back at once, in both languages."""
    answer = await stage.exchange(
        Step(POLICE, CASES, "openCase", FOR_CASES, "POST", OPEN_CASE, HTTPStatus.BAD_REQUEST),
        json=records.broken_case_opening(),
    )
    tell_problem(stage, problem_of(answer), "ເນື້ອໃນບໍ່ກົງກັບໂຄງສ້າງຂໍ້ມູນແຫ່ງຊາດ: ບອກທຸກຂໍ້ຜິດພາດໃນຄັ້ງດຽວ.")
    tell_faults(stage, problem_of(answer))


async def no_agreement(stage: Stage) -> None:
    """A hospital's token is good, but no agreement lets a hospital open criminal cases."""
    answer = await stage.exchange(
        Step("hospital-records", CASES, "openCase", FOR_BIRTHS, "POST", OPEN_CASE, HTTPStatus.FORBIDDEN),
        json=records.case_opening(),
    )
    tell_problem(stage, problem_of(answer), "ໂຮງໝໍບໍ່ມີຂໍ້ຕົກລົງໃຫ້ເປີດຄະດີ.")


async def replayed_proof(stage: Stage) -> None:
    """A thief who overheard a request sends it once more, byte for byte."""
    proven = await stage.client(POLICE).prove("POST", OPEN_CASE, purpose=FOR_CASES)
    opening, key = records.case_opening(stage.number + 3), str(uuid.uuid4())
    first = Step(POLICE, CASES, "openCase", FOR_CASES, "POST", OPEN_CASE, HTTPStatus.CREATED)
    again = Step(POLICE, CASES, "openCase, replayed", FOR_CASES, "POST", OPEN_CASE, HTTPStatus.UNAUTHORIZED)
    await stage.proven(first, proven, json=opening, key=key)
    answer = await stage.proven(again, proven, json=opening, key=key)
    tell_problem(stage, problem_of(answer), "ຫຼັກຖານການຄອບຄອງໃຊ້ໄດ້ຄັ້ງດຽວ: ຄຳຮ້ອງທີ່ຖືກລັກໄປສົ່ງຊ້ຳບໍ່ຜ່ານ.")


async def expired_token(stage: Stage, old: ShortLived) -> None:
    """A token past its end, with a fresh proof."""
    patience_s = max(0.0, old.useless_at - time.monotonic())
    stage.console.print(
        f"     [dim]… {patience_s:.0f} s until a token of one second is surely over ລໍຖ້າ token ໝົດອາຍຸ[/dim]"
    )
    await asyncio.sleep(patience_s)
    proven = await stage.client(POLICE).prove("GET", OPEN_CASE, token=old.token)
    step = Step(POLICE, CASES, "listCases", FOR_CASES, "GET", OPEN_CASE, HTTPStatus.UNAUTHORIZED)
    tell_problem(stage, problem_of(await stage.proven(step, proven)), "token ໝົດອາຍຸແລ້ວ.")


def tell_problem(stage: Stage, problem: Mapping[str, Any], lo: str) -> None:  # Any: see problem_of
    """Print what the refusal says, and the same for Lao readers."""
    said = problem.get("error_description", problem["detail"])  # of a refused token the former is the English one
    stage.console.print(f"     [yellow]{escape(problem['code'])}[/yellow] {escape(said)}")
    stage.console.print(f"     [dim]{escape(lo)}[/dim]")


def tell_faults(stage: Stage, problem: Mapping[str, Any]) -> None:  # Any: see problem_of
    """Print every fault that the refusal names, in both languages."""
    for fault in problem["errors"]:
        place = fault.get("pointer") or fault.get("name", "")
        stage.console.print(f"       [yellow]{escape(place or '/')}[/yellow] [dim]{escape(fault['code'])}[/dim]")
        stage.console.print(f"         {escape(fault['message']['en'])}\n         {escape(fault['message']['lo'])}")
