"""Problems speak both languages and survive the way between processes."""

import pickle
from http import HTTPStatus

import pytest

from contracts.problems import (
    BodyTooLarge,
    Effect,
    Fault,
    InvalidInput,
    NotFound,
    Problem,
    RequestInFlight,
    Unavailable,
    UnsupportedMediaType,
)


def test_a_sentence_names_the_particulars_in_both_languages() -> None:
    problem = BodyTooLarge(limit=1048576)
    assert "1048576" in problem.detail("en")
    assert "1048576" in problem.detail("lo")
    assert str(problem) == f"body-too-large: {problem.detail('en')}"


def test_a_problem_without_a_title_is_called_what_its_status_is_called() -> None:
    assert NotFound.title("en") == "Not Found"
    assert NotFound.title("lo") == "ບໍ່ພົບ"
    assert InvalidInput.title("en") == "Invalid input"
    assert InvalidInput.title("lo") == "ຂໍ້ມູນບໍ່ຖືກຕ້ອງ"


def test_what_passes_says_when_to_come_back() -> None:
    assert RequestInFlight().headers == {"Retry-After": "1"}
    assert Unavailable(retry_after_s=9).headers == {"Retry-After": "9"}
    assert Unavailable(effect=Effect.UNKNOWN).effect is Effect.UNKNOWN


def test_a_problem_crosses_a_process_pool() -> None:
    fault = Fault(code="required", lo="ຂາດ", en="Missing.", pointer="/a")
    sent = InvalidInput(faults=[fault], truncated=True, headers={"X": "y"}, effect=Effect.NONE)
    arrived = pickle.loads(pickle.dumps(sent))
    assert (arrived.faults, arrived.truncated, arrived.headers) == ((fault,), True, {"X": "y"})


@pytest.mark.parametrize("problem", [UnsupportedMediaType()])
def test_an_unsupported_media_type_says_what_is_read(problem: Problem) -> None:
    assert problem.status is HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert "application/json" in problem.detail("en")
