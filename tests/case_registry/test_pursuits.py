"""What a move brings to those who are pursued: nobody is left detained, or pursued, without a conviction."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from services.case_registry.domain.charges import ChargeState, is_guilty
from services.case_registry.domain.participants import CHAIN, CHARGEABLE, CONVICT, FREE, HeldRole, Person
from services.case_registry.domain.pursuits import TOUCHING, turns
from services.case_registry.domain.words import Status
from tests.case_registry.test_needs import a_charge

DAY: Final = date(2026, 5, 11)
IDS: Final = ("ptc_1", "ptc_2", "ptc_3")
MOMENTS: Final = st.datetimes(datetime(2026, 3, 1), datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
CUSTODY: Final = st.none() | st.tuples(st.sampled_from([FREE, "detained", "houseArrest", "wanted"]), MOMENTS)
PEOPLE: Final = st.tuples(
    *(
        st.builds(
            lambda roles, held, name=name: Person(
                participant_id=name,
                roles=tuple(HeldRole(role, DAY) for role in roles),
                custody=held and held[0],
                custody_since=held and held[1],
            ),
            st.sets(st.sampled_from([*CHAIN, "witness"]), max_size=2),
            CUSTODY,
        )
        for name in IDS
    )
)
CHARGES: Final = st.lists(
    st.builds(
        lambda name, state, result: a_charge(participant_id=name, state=state, result=result),
        st.sampled_from(IDS),
        st.sampled_from(["decided", "withdrawn"]),
        st.sampled_from(["guilty", "guiltyOfLesser", "acquitted", "discontinued"]),
    ),
    max_size=5,
)


@given(PEOPLE, CHARGES, st.sampled_from(Status))
def test_nobody_is_left_pursued_or_held_without_a_conviction(
    people: tuple[Person, ...], charges: list[ChargeState], target: Status
) -> None:
    brought = {turn.participant_id: turn for turn in turns(people, charges, target, DAY)}
    guilty = {charge.participant_id for charge in charges if is_guilty(charge)}
    assert not brought or target in TOUCHING
    for person in people:
        turn = brought.get(person.participant_id)
        pursued = person.holds(*CHARGEABLE)
        if target in {Status.DISMISSED, Status.DISCONTINUED} or (target is Status.FINAL and charges):
            ended = () if turn is None else turn.ended
            own = [charge for charge in charges if charge.participant_id == person.participant_id]
            is_acquitted = target is Status.FINAL and bool(own) and person.participant_id not in guilty
            roles = CHARGEABLE | {CONVICT} if is_acquitted else CHARGEABLE  # by a court above: it was convicted before
            assert {role.role for role in ended} == {r.role for r in person.roles if r.role in roles}
            if pursued and target is Status.FINAL:
                assert turn is not None
                assert turn.convicted is (person.participant_id in guilty)
        if turn is not None and turn.freed_at is not None:
            assert person.custody not in {None, FREE}
            assert person.custody_since is not None
            assert turn.freed_at > person.custody_since
            assert person.participant_id not in guilty or target is not Status.FINAL
            assert not turn.convicted


@given(PEOPLE)
def test_nothing_is_done_to_whom_an_earlier_system_tried(people: tuple[Person, ...]) -> None:
    assert not list(turns(people, [], Status.FINAL, DAY))


def test_who_was_held_later_than_the_judgment_says_is_free_right_after() -> None:
    later = datetime(2026, 5, 12, 3, tzinfo=UTC)
    held = Person(participant_id="ptc_1", roles=(HeldRole("defendant", DAY),), custody="detained", custody_since=later)
    (turn,) = turns([held], [a_charge(result="acquitted")], Status.FINAL, DAY)
    assert turn.freed_at == later + timedelta(seconds=1)


def test_whoever_served_is_free() -> None:
    since = datetime(2026, 5, 1, tzinfo=UTC)
    convict = Person(participant_id="ptc_1", roles=(HeldRole(CONVICT, DAY),), custody="detained", custody_since=since)
    for target in (Status.ENFORCED, Status.AMNESTIED, Status.PARDONED):
        (turn,) = turns([convict], [a_charge()], target, DAY)
        assert (turn.ended, turn.convicted, turn.freed_at is not None) == ((), False, True)
