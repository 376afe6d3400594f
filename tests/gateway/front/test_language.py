from typing import Literal

import pytest

from gateway.front.language import choose


@pytest.mark.parametrize(
    ("asked", "accepted", "given"),
    [
        (None, None, "lo"),
        (None, "en", "en"),
        (None, "en-GB,en;q=0.9,lo;q=0.8", "en"),
        (None, "lo-LA,en;q=0.5", "lo"),
        (None, "en;q=0.2, lo;q=0.7", "lo"),
        (None, "fr", "lo"),
        (None, "en;q=0", "lo"),
        (None, "en;q=much", "lo"),
        (None, "en;level=1", "lo"),
        ("en", "lo", "en"),
        ("lo", "en", "lo"),
        ("fr", "en", "en"),
    ],
)
def test_what_is_asked_for_wins_then_what_is_preferred_then_lao(
    asked: str | None, accepted: str | None, given: Literal["lo", "en"]
) -> None:
    assert choose(asked, accepted) == given
