"""What the audience of the demo reads, and what happens when an exchange does not end as told."""

import io
import json
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from rich.console import Console

from chassis.client.exchange_client import Answer
from cli.demo.stage import Stage, Step, StepFailed

STEP = Step("police-case-system", "case-registry", "openCase", "caseManagement", "POST", "/case-registry/v1/cases", 201)


def a_stage() -> Stage:
    console = Console(file=io.StringIO(), highlight=False, soft_wrap=True)
    return Stage(Path("sandbox"), cast("aiohttp.ClientSession", None), console)  # nothing is sent in these tests


def an_answer(status: int, body: object = None) -> Answer:
    return Answer(status, {"Content-Type": "application/problem+json"}, json.dumps(body or {}).encode(), 0.0123)


def told(stage: Stage) -> str:
    assert isinstance(stage.console.file, io.StringIO)
    return stage.console.file.getvalue()


def test_an_exchange_is_one_line_with_all_that_matters() -> None:
    stage = a_stage()
    stage.told(STEP, an_answer(201))
    (line,) = told(stage).splitlines()
    for fact in ("police-case-system → case-registry", "openCase", "caseManagement", "201", "12.3 ms"):
        assert fact in line


def test_an_unexpected_answer_names_the_step_and_its_faults() -> None:
    fault = {"pointer": "/place", "code": "x-codelist", "message": {"lo": "ບໍ່ມີ", "en": "Is not a code."}}
    problem = {"code": "invalid-input", "detail": "It does not match.", "errors": [fault]}
    with pytest.raises(StepFailed) as failure:
        a_stage().told(STEP, an_answer(400, problem))
    said = str(failure.value)
    for fact in ("openCase", "expected 201", "400 invalid-input", "/place: Is not a code."):
        assert fact in said


def test_a_refusal_that_is_expected_counts_as_one() -> None:
    stage = a_stage()
    refused = Step("police-case-system", "case-registry", "openCase", "caseManagement", "POST", "/", 403)
    stage.told(refused, an_answer(403))
    assert stage.refusals == 1


def test_the_median_of_nothing_is_nothing() -> None:
    assert a_stage().median_ms() == 0.0
