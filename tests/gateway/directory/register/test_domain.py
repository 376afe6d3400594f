"""Who may do what with a proposal, decided from arguments alone."""

import pytest

from gateway.directory.changes import Officer
from gateway.directory.history import Filed
from gateway.directory.register import domain
from gateway.directory.register.errors import ChangeDecided, ChangeOutdated, DecisionNotYours, SameOfficer
from gateway.errors.guests import OfficerRequired
from tests.gateway.directory.register.conftest import BOUNMY, KHAMLA, moic, tower
from tests.support.service import a_caller

PROPOSER = Officer("moic", "somchai")


def test_two_persons_of_one_name_in_two_members_are_two_persons() -> None:
    domain.must_decide(tower("somchai"), domain.officer_of(tower("somchai")), PROPOSER)
    with pytest.raises(SameOfficer):
        domain.must_decide(BOUNMY, domain.officer_of(BOUNMY), Officer("control-tower", "bounmy"))
    with pytest.raises(DecisionNotYours):
        domain.must_decide(moic("noy"), domain.officer_of(moic("noy")), PROPOSER)
    with pytest.raises(OfficerRequired):
        domain.officer_of(tower(None))


@pytest.mark.parametrize("spelling", ["Bounmy", "bounmy.", "BOUNMY", "bounmy\u200b", "\uff42ounmy", "\u00a0bounmy"])
def test_two_spellings_of_an_officer_are_not_four_eyes(spelling: str) -> None:
    again = tower(spelling)
    with pytest.raises(SameOfficer):
        domain.must_decide(again, domain.officer_of(again), Officer("control-tower", "bounmy"))
    with pytest.raises(SameOfficer):
        domain.must_decide(BOUNMY, domain.officer_of(BOUNMY), Officer("control-tower", spelling))
    assert domain.rejected_by(again, domain.officer_of(again), Officer("control-tower", "bounmy")) == "withdrawn"


def test_no_means_rejected_or_withdrawn_by_who_says_it() -> None:
    said = [domain.rejected_by(who, domain.officer_of(who), PROPOSER) for who in (moic(), moic("noy"), KHAMLA)]
    assert said == ["withdrawn", "withdrawn", "rejected"]
    stranger = a_caller("police", "police", officer="somchai")
    with pytest.raises(DecisionNotYours):
        domain.rejected_by(stranger, domain.officer_of(stranger), PROPOSER)


def test_only_what_waits_can_be_decided() -> None:
    domain.must_be_open("proposed")
    for status in ("applied", "rejected", "withdrawn"):
        with pytest.raises(ChangeDecided):
            domain.must_be_open(status)


def test_a_proposal_stands_on_the_versions_it_was_made_against() -> None:
    present = {("member", "moic"): Filed(3, {}, None)}
    domain.must_be_current({"member moic": 3, "member new": 0}, present)
    for bases in ({"member moic": 2}, {"member moic": 0}, {"member gone": 1}):
        with pytest.raises(ChangeOutdated):
            domain.must_be_current(bases, present)
