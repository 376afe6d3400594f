"""Events of charges: filed, amended, withdrawn, pleaded to, decided."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_charge_amended import CaseChargeAmended
from contracts.national.events.case_charge_decided import CaseChargeDecided
from contracts.national.events.case_charge_filed import CaseChargeFiled
from contracts.national.events.case_charge_withdrawn import CaseChargeWithdrawn
from contracts.national.events.case_plea_entered import CasePleaEntered
from contracts.national.justice.charge import Charge
from services.case_registry.events.about import about


def charge_filed(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge was filed."""
    data = CaseChargeFiled(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, "la.gov.justice.case.charge-filed.v1", data)


def charge_amended(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge was amended."""
    data = CaseChargeAmended(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, "la.gov.justice.case.charge-amended.v1", data)


def charge_withdrawn(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge was withdrawn."""
    data = CaseChargeWithdrawn(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, "la.gov.justice.case.charge-withdrawn.v1", data)


def plea_entered(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a plea to a charge was entered."""
    data = CasePleaEntered(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, "la.gov.justice.case.plea-entered.v1", data)


def charge_decided(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge has its result, which is read from the case."""
    data = CaseChargeDecided(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, "la.gov.justice.case.charge-decided.v1", data)
