"""The language of a problem and of a page is the one that its reader likes better."""

import time

import pytest

from chassis.http.languages import language_of
from chassis.http.problems import render
from chassis.process import trace
from contracts.problems import NotFound
from gateway.front.language import choose

TABLE = [
    (None, "lo"),
    ("", "lo"),
    ("en", "en"),
    ("EN", "en"),
    ("en-US", "en"),
    ("en-GB,en;q=0.9", "en"),
    ("lo,en", "lo"),
    ("en,lo", "lo"),
    ("lo;q=0.1, en;q=0.9", "en"),
    ("en;q=0.2, lo", "lo"),
    ("en ; q=0.2 , lo ; q=0.1", "en"),
    ("fr,en;q=0.5", "en"),
    ("fr", "lo"),
    ("lo;q=0,en", "en"),
    ("en;q=0", "lo"),
    ("lo;q=0, *", "en"),
    ("*", "lo"),
    ("*;q=0.5, lo;q=0.1", "en"),
    ("en;q=0.4, *;q=0.5", "lo"),
    ("en;q=much", "lo"),
    ("en;q=nan, lo;q=0.1", "lo"),
    ("en;q=inf", "lo"),
    ("en;q=1.5", "lo"),
    ("en;q=-1", "lo"),
    ("en;q=1e0", "lo"),
    ("en;level=1", "lo"),
    ("english", "lo"),
    (";;;,,,=,q=1", "lo"),
]


@pytest.mark.parametrize(("header", "language"), TABLE)
def test_problems_and_pages_are_in_the_language_that_is_liked_better(header: str | None, language: str) -> None:
    assert language_of(header) == language
    assert choose(None, header) == language
    problem = render(NotFound(), accept_language=header, here=trace.begin(None))
    assert problem.headers["Content-Language"] == language


@pytest.mark.parametrize("item", ["en;q=0.1,", ",", "x-" * 50 + ",", ";q="])
def test_a_huge_header_costs_no_more_than_a_long_one(item: str) -> None:
    began = time.process_time()
    for _ in range(100):
        language_of(item * 100_000)
    assert time.process_time() - began < 0.5
