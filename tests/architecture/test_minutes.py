"""A run says where its time went, a run that fails too."""

from dataclasses import dataclass

from tests.support import minutes


@dataclass
class Step:
    nodeid: str
    duration: float


STEPS = [
    Step("tests/gateway/ledger/tree/test_a.py::test_one", 6.0),
    Step("tests/gateway/ledger/tree/test_a.py::test_one", 90.0),
    Step("tests/gateway/ledger/test_b.py::test_two[a/b::c]", 24.0),
    Step("tests/docs/test_c.py::test_three", 150.0),
]


def test_the_steps_of_a_folder_are_added_up_and_the_dearest_comes_first() -> None:
    assert [line.split() for line in minutes.lines(STEPS)] == [
        ["2.5", "min", "1", "tests", "tests/docs"],
        ["2.0", "min", "2", "tests", "tests/gateway/ledger"],
        ["4.5", "min", "3", "tests,", "of", "all", "workers"],
    ]


def test_a_test_beside_the_folders_has_a_line_too() -> None:
    assert minutes.folder_of("tests/test_d.py::test_four") == "tests"
