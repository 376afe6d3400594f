"""Alarms of the bus: said once, over when it goes well, and not believed from somebody who stopped trying."""

from chassis.bus.port import BusRefused, BusUnavailable
from chassis.bus.troubles import Troubles

LACKS = BusRefused("topic-missing", "The bus lacks a topic.", "ບໍ່ມີຫົວຂໍ້.")
CLOSED = BusRefused("bus-refused", "The bus does not let us.", "ບໍ່ໃຫ້.")


def test_what_two_meet_is_said_once_and_ends_with_the_last() -> None:
    troubles = Troubles()
    assert troubles.met("producer", LACKS) is LACKS
    troubles.met("watch", LACKS)
    troubles.met("case-registry", CLOSED)
    assert troubles.alarms() == {
        "topic-missing": "The bus lacks a topic. ບໍ່ມີຫົວຂໍ້.",
        "bus-refused": "The bus does not let us. ບໍ່ໃຫ້.",
    }
    troubles.over("producer")
    assert set(troubles.alarms()) == {"topic-missing", "bus-refused"}
    troubles.over("watch")
    troubles.over("case-registry")
    assert troubles.alarms() == {}


def test_an_outage_is_no_alarm() -> None:
    troubles = Troubles()
    troubles.met("producer", BusUnavailable("no broker answers"))
    assert troubles.alarms() == {}


def test_who_stopped_trying_keeps_no_alarm_up() -> None:
    hands = [0.0]
    troubles = Troubles(lambda: hands[0])
    troubles.met("producer", CLOSED)
    hands[0] = 60.0
    assert troubles.alarms()
    hands[0] = 91.0
    assert troubles.alarms() == {}
