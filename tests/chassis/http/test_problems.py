import orjson

from chassis.http.problems import render
from chassis.process import trace
from contracts.catalogue import Catalogue
from contracts.problems import BodyTooLarge, Effect, Fault, InvalidInput, Unavailable
from contracts.schema_files import BASE

HERE = trace.begin(None)


def test_a_problem_has_every_member_of_the_conventions() -> None:
    rendered = render(BodyTooLarge(limit=10), accept_language="en", here=HERE)
    body = orjson.loads(rendered.body)
    assert rendered.status == 413
    assert rendered.headers["Content-Type"] == "application/problem+json"
    assert body["type"] == "/problems/body-too-large"
    assert body["instance"] == HERE.trace_id
    assert body["reference"] == HERE.reference
    assert body["effect"] == "none"
    assert "10 bytes" in body["detail"]
    assert set(body["errors"][0]["message"]) == {"lo", "en"}


def test_detail_and_title_follow_the_language_and_errors_hold_both() -> None:
    lao = orjson.loads(render(InvalidInput(), accept_language="lo", here=HERE).body)
    english = orjson.loads(render(InvalidInput(), accept_language="en", here=HERE).body)
    assert lao["detail"] != english["detail"]
    assert lao["errors"] == english["errors"]


def test_a_fault_names_its_member_or_its_parameter() -> None:
    faults = [
        Fault(code="required", en="e.", lo="ລ.", pointer="/title"),
        Fault(code="maximum", en="e.", lo="ລ.", location="query", name="limit", params={"limit": 200}),
    ]
    body = orjson.loads(render(InvalidInput(faults=faults, truncated=True), accept_language=None, here=HERE).body)
    assert body["errors"][0]["pointer"] == "/title"
    assert body["errors"][1]["location"] == "query"
    assert body["errors"][1]["params"] == {"limit": 200}
    assert body["truncated"] is True


def test_what_a_sender_calls_without_end_is_told_within_the_bounds_of_the_schema() -> None:
    faults = [
        Fault(code="additionalProperties", en="e.", lo="ລ.", location="query", name="n" * 5000),
        Fault(code="additionalProperties", en="e.", lo="ລ.", pointer="/" + "ກ" * 5000),
        Fault(code="additionalProperties", en="e.", lo="ລ.", location="query", name="n" * 200),
    ]
    body = orjson.loads(render(InvalidInput(faults=faults), accept_language=None, here=HERE).body)
    assert Catalogue.load().validator(f"{BASE}shared/problem/v1").is_valid(body)
    assert [each.get("name", each.get("pointer")) for each in body["errors"]] == [
        "n" * 199 + "…",
        "/" + "ກ" * 1998 + "…",
        "n" * 200,
    ]


def test_a_problem_brings_its_headers_and_its_effect() -> None:
    rendered = render(Unavailable(retry_after_s=7, effect=Effect.UNKNOWN), accept_language=None, here=HERE)
    assert rendered.headers["Retry-After"] == "7"
    assert orjson.loads(rendered.body)["effect"] == "unknown"
