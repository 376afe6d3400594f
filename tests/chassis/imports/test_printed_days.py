"""Days of old files: whole ones, months and years alone, as numbers and as printed, each in its era."""

import pytest

from chassis.imports.printed_days import read_part


@pytest.mark.parametrize(
    ("stated", "era", "expected"),
    [
        ("ກຸມພາ 2562", "buddhist", ("2019-02-01", "month")),
        ("ເດືອນ ກຸມພາ ປີ ພ.ສ. ໒໕໖໒", "common", ("2019-02-01", "month")),
        ("ກຸມພາ 2019", "mixed", ("2019-02-01", "month")),
        ("February 2019", "common", ("2019-02-01", "month")),
        ("02/2562", "buddhist", ("2019-02-01", "month")),
        ("ປີ 2562", "buddhist", ("2019-01-01", "year")),
        ("໒໕໖໒", "buddhist", ("2019-01-01", "year")),
        ("໖ ກຸມພາ ໒໕໖໒", "buddhist", ("2019-02-06", "day")),
        ("ກຸມພາ", "common", (None, "day")),
        ("ກຸມພ 62", "common", (None, "day")),
        ("ຄຳສີ 2562", "common", (None, "day")),
    ],
)
def test_a_month_or_a_year_alone_is_read_as_numbers_and_as_printed(
    stated: str, era: str, expected: tuple[str | None, str]
) -> None:
    read_as, precision = read_part(stated, "dmy", era)
    assert (read_as.day, precision) == expected
