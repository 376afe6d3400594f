"""The country's own day, and the years that a record may be about.

Where the offices are, a day begins seven hours before UTC's. Beyond these years somebody has taken another era, and a
day more, or another time zone, would leave what Python and PostgreSQL can count.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Final

from pydantic import AwareDatetime, Field, WithJsonSchema

VIENTIANE: Final = timezone(timedelta(hours=7), "Asia/Vientiane")  # no daylight saving

YEARS: Final = {
    "lo": "ປີຕ້ອງເປັນ ຄ.ສ. (1800–2099); ປີເຊັ່ນ 2567 ແມ່ນ ພ.ສ.: ລົບ 543.",  # noqa: RUF001 - Lao text
    "en": "Must lie in a year of the common era, 1800 to 2099; a year such as 2567 is Buddhist era: subtract 543.",
}
_THOSE_YEARS: Final = {"pattern": "^(18|19|20)[0-9]{2}", "x-message": YEARS}

# As parameters; in bodies the national schema stands in place of what a model would say.
Day = Annotated[
    date,
    Field(ge=date(1800, 1, 1), le=date(2099, 12, 31)),
    WithJsonSchema({"type": "string", "format": "date", "allOf": [_THOSE_YEARS]}),
]
Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1800, 1, 1, tzinfo=UTC), le=datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    WithJsonSchema({"type": "string", "format": "date-time", "allOf": [_THOSE_YEARS]}),
]
