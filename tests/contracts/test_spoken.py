"""Particulars as people say them."""

import pytest

from contracts.spoken import waiting


@pytest.mark.parametrize(
    ("seconds", "en", "lo"),
    [
        (1, "1 minute", "1 ນາທີ"),
        (60, "1 minute", "1 ນາທີ"),
        (61, "2 minutes", "2 ນາທີ"),
        (3600, "60 minutes", "60 ນາທີ"),
        (7140, "119 minutes", "119 ນາທີ"),
        (7141, "2 hours", "2 ຊົ່ວໂມງ"),
        (7201, "3 hours", "3 ຊົ່ວໂມງ"),
        (86_400, "24 hours", "24 ຊົ່ວໂມງ"),
    ],
)
def test_a_wait_is_said_in_minutes_or_hours(seconds: int, en: str, lo: str) -> None:
    said = waiting(seconds)
    assert (said.said("en"), said.said("lo"), str(said)) == (en, lo, en)
