"""The country's calendar day (its time zone), and the range of years that a record may have.

Where the offices are, a day begins seven hours before UTC's. Beyond these years somebody has taken another era, and a
day more, or another time zone, would leave what Python and PostgreSQL can count.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

VIENTIANE: Final = timezone(timedelta(hours=7), "Asia/Vientiane")  # no daylight saving

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2099


def years_said(first: int, last: int) -> dict[str, str]:
    """Return the sentence, in Lao and English, that refuses a year outside the range."""
    return {
        "lo": f"ປີຕ້ອງເປັນ ຄ.ສ. ({first}–{last}); ປີເຊັ່ນ 2567 ແມ່ນ ພ.ສ.: ລົບ 543.",  # noqa: RUF001 - Lao text
        "en": f"Must lie in a year of the common era, {first} to {last}; a year such as 2567 is Buddhist era: "
        "subtract 543.",
    }


YEARS: Final = years_said(FIRST_YEAR, LAST_YEAR)
_THOSE_YEARS: Final = {"pattern": "^(18|19|20)[0-9]{2}", "x-message": YEARS}

_Dated = TypeVar("_Dated", date, datetime)


def _of_those_years(stated: _Dated) -> _Dated:
    if stated.year > LAST_YEAR:
        raise PydanticCustomError("buddhist-era", YEARS["en"], {"lo": YEARS["lo"]})
    if stated.year < FIRST_YEAR:
        raise PydanticCustomError("year-too-early", YEARS["en"], {"lo": YEARS["lo"]})
    return stated


# As parameters; in bodies the national schema stands in place of what a model would say.
Day = Annotated[
    date,
    AfterValidator(_of_those_years),
    WithJsonSchema({"type": "string", "format": "date", "allOf": [_THOSE_YEARS]}),
]
Moment = Annotated[
    AwareDatetime,
    AfterValidator(_of_those_years),
    WithJsonSchema({"type": "string", "format": "date-time", "allOf": [_THOSE_YEARS]}),
]


def _in_utc(stated: datetime) -> datetime:
    return _of_those_years(_of_those_years(stated).astimezone(UTC))


# As Moment, for records that are answered as they were stated: an answer says it in one form, whoever asks and when.
MomentInUtc = Annotated[
    AwareDatetime,
    AfterValidator(_in_utc),
    WithJsonSchema({"type": "string", "format": "date-time", "allOf": [_THOSE_YEARS]}),
]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_OR_MOMENT: Final = {
    "type": "string",
    "maxLength": 40,
    "pattern": "^(18|19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$",
    "x-message": {
        "lo": "ຕ້ອງເປັນວັນທີ ເຊັ່ນ 2024-05-31 ຫຼື ເວລາພ້ອມເຂດເວລາ ເຊັ່ນ 2024-05-31T08:30:00+07:00; " + YEARS["lo"],
        "en": "Must be a day, such as 2024-05-31, or a moment with its time zone, such as 2024-05-31T08:30:00+07:00. "
        + YEARS["en"],
    },
}


def _at_its_end(stated: object) -> object:
    """Return the last moment of a day in the country's time zone; what is no day is left as it is."""
    if not isinstance(stated, str) or _DAY.fullmatch(stated) is None:
        return stated
    try:
        return datetime.combine(date.fromisoformat(stated), time.max, VIENTIANE)
    except ValueError:
        return stated


# As parameters: a moment, or a day, which is its end.
MomentOrDay = Annotated[
    AwareDatetime, BeforeValidator(_at_its_end), AfterValidator(_of_those_years), WithJsonSchema(_DAY_OR_MOMENT)
]
