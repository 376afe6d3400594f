"""Take entries that were a mistake out of a prosecutor's register."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.national.justice.called_up_file import CalledUpFile
from contracts.national.justice.prosecutor_statement import ProsecutorStatement
from contracts.national.justice.register_entry_withdrawal import RegisterEntryWithdrawal
from services.case_registry.domain import days
from services.case_registry.domain.acts import Act
from services.case_registry.domain.entry_withdrawals import EntryWithdrawn, keeps_its_part
from services.case_registry.domain.prosecution import RegisteredFile
from services.case_registry.events import prosecution as events
from services.case_registry.store import history
from services.case_registry.store import prosecution as store
from services.case_registry.usecases.asking import Asker, actor_of
from services.case_registry.usecases.prosecution import called_up_file, resolvable, statement
from services.case_registry.usecases.recording import record

_AT: Final = "withdrawn_at"


async def withdraw_statement(
    unit: Unit, asker: Asker, case_id: str, file_id: str, withdrawal: RegisterEntryWithdrawal
) -> ProsecutorStatement:
    """Take a case for a statement out of the register, and announce it; raise as `_withdraw` does."""
    file = await _withdraw(unit, asker, Act.WITHDRAW_STATEMENT, case_id, file_id, withdrawal.reason)
    return statement(file).model_copy(update={_AT: unit.now})


async def withdraw_called_up_file(
    unit: Unit, asker: Asker, case_id: str, file_id: str, withdrawal: RegisterEntryWithdrawal
) -> CalledUpFile:
    """Take a called-up file out of the register, and announce it; raise as `_withdraw` does."""
    file = await _withdraw(unit, asker, Act.WITHDRAW_CALLED_UP_FILE, case_id, file_id, withdrawal.reason)
    return called_up_file(file).model_copy(update={_AT: unit.now})


async def _withdraw(unit: Unit, asker: Asker, act: Act, case_id: str, file_id: str, reason: str) -> RegisteredFile:
    """Withdraw an entry that waits and return it; raise what `resolvable` does: what is resolved is corrected."""
    today = days.today(unit.now)
    state, file = await resolvable(unit, asker, act, case_id, file_id, today)
    keeps = keeps_its_part(file.office, file_id, await history.entries(unit, case_id))
    fact = EntryWithdrawn(file=file_id, reason=reason, office=file.office, keeps_part=keeps)
    await store.withdraw(unit, file_id)
    actor = actor_of(unit, asker)
    await record(unit, state, fact, actor, happened_on=today)
    unit.announce(events.entry_withdrawn(unit, file, actor, today))
    return file
