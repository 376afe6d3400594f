"""Cases that wait for somebody, as one SQL condition: for lists of work and of cases."""

from typing import Final

from sqlalchemy import and_, or_, tuple_

from services.case_registry.domain.work_list import ENDED, ENDED_IN_COURT
from services.case_registry.store.visibility import CASES

# not ended, and not ended in the court that still has the file
WAITS: Final = and_(
    CASES.c.status.not_in(sorted(ENDED)),
    or_(
        CASES.c.status.not_in(sorted(ENDED_IN_COURT)),
        tuple_(CASES.c.responsible_member, CASES.c.responsible_office).is_distinct_from(
            tuple_(CASES.c.court_member, CASES.c.court_office)
        ),
    ),
)
