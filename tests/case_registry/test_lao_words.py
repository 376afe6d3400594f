"""Lao sentences of the registry are Lao: no code words, no names of members of a document, no UTC."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.catalogue import Catalogue
from services.case_registry.domain.acts import Act
from services.case_registry.domain.reads import RULES
from services.case_registry.errors.acts import ActNotAllowed, OtherKinds
from services.case_registry.errors.hearings import HearingClash

ERRORS = Path(__file__).parents[2] / "services" / "case_registry" / "errors"
# kinds of file, and the code of the currency, are called so in every office
KNOWN = {"CSV", "NDJSON", "XLSX", "LAK"}


def lao_sentences() -> list[tuple[str, str]]:
    """Return every Lao text of the refusals, without what is put into it, and where it stands."""
    return [
        (f"{module.stem}:{node.lineno}", re.sub(r"{[^}]*}", "", node.value))
        for module in sorted(ERRORS.glob("*.py"))
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("[ກ-ໝ]", node.value)
    ]


def test_no_lao_sentence_has_a_word_of_the_code() -> None:
    words = {where: set(re.findall(r"[A-Za-z]{2,}", text)) - KNOWN for where, text in lao_sentences()}
    assert {where: found for where, found in words.items() if found} == {}
    assert len(words) > 100


def test_every_act_has_a_name_in_both_languages() -> None:
    named = {act.value for act in Act} | {operation.value for row in RULES if row.by for operation in row.operations}
    assert set(Catalogue.load().codelist("case-act").codes) == named


@pytest.mark.parametrize(
    "refusal",
    [
        ActNotAllowed("decideCharge", "charged", ["court"], ["inTrial"]),
        OtherKinds("reportMonthlyRegister", movers=["prosecutor"], kinds=["prosecutor-office"], levels=["province"]),
        HearingClash(
            [("room", "ຫ້ອງ ໑", datetime(2027, 1, 20, 1, 30, tzinfo=UTC), datetime(2027, 1, 20, 4, tzinfo=UTC))]
        ),
    ],
    ids=lambda refusal: refusal.code,
)
def test_what_is_put_into_a_lao_sentence_is_lao_too(refusal: ActNotAllowed | OtherKinds | HearingClash) -> None:
    assert re.findall(r"[A-Za-z]{2,}|\+00|Z\b", refusal.detail("lo")) == []


def test_a_clash_is_told_by_the_clock_of_vientiane() -> None:
    begins, ends = datetime(2027, 1, 20, 1, 30, tzinfo=UTC), datetime(2027, 1, 20, 4, tzinfo=UTC)
    assert "20/01/2027 08:30 ຫາ 20/01/2027 11:00" in HearingClash([("room", "໑", begins, ends)]).detail("lo")
