"""The country as the program makes it from its data: places, offices and their lines, and the story of its month."""

import asyncio
import itertools
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pytest

from cli.data_folder import DataFolder
from cli.refusals import Refused
from cli.sandbox.choice import sandbox_of
from cli.sandbox.country import Sandbox
from cli.sandbox.nation import month
from cli.sandbox.nation.acts import Act, Done
from cli.sandbox.nation.country import country, offices_of, system_of
from cli.sandbox.nation.making import Life, Making
from cli.sandbox.nation.offices import PlannedOffice, document, places, table, zone_of
from contracts.catalogue import Catalogue
from contracts.organisations import HIGHEST, OfficeFacts, Organisations
from contracts.seats import Seat

COUNTRY = country()
OFFICES = offices_of(COUNTRY.members)
BY_SEAT = {office.seat: office for office in OFFICES}
LAST = date(2026, 11, 27)
KINDS_OF_PLACE = ("regions", "provinces", "zones", "districts")


def of(member: str, level: str) -> list[PlannedOffice]:
    return [office for office in OFFICES if (office.seat.member, office.level) == (member, level)]


def test_there_are_18_provinces_and_148_districts() -> None:
    assert [len(places()[sort]) for sort in KINDS_OF_PLACE] == [3, 18, 39, 148]
    listed = Catalogue.load().codelist("places").codes
    assert {each.code for each in (*places()["provinces"], *places()["districts"])} == set(listed)


@pytest.mark.parametrize("member", ["police", "registrar", "hospital", "moj", "moh"])
def test_there_is_an_office_in_every_province_and_district(member: str) -> None:
    for level, sort in (("province", "provinces"), ("district", "districts")):
        assert [office.place for office in of(member, level)] == [place.code for place in places()[sort]]


def test_every_district_belongs_to_one_zone_of_its_own_province() -> None:
    named = Counter(district for row in table("zones.csv") for district in row["districts"].split())
    assert named == Counter(place.code for place in places()["districts"])
    for row in table("zones.csv"):
        assert {district[:2] for district in row["districts"].split()} == {row["province"]}
        assert row["seat"] in row["districts"].split()


def test_every_province_belongs_to_one_region() -> None:
    named = Counter(province for row in table("regions.csv") for province in row["provinces"].split())
    assert named == Counter(place.code for place in places()["provinces"])


def test_courts_and_prosecutors_pair_one_to_one() -> None:
    lines = {member: _lines(member) for member in ("psc", "ospp")}
    assert lines["psc"] == lines["ospp"]


def _lines(member: str) -> set[tuple[str, str | None]]:
    own = (office for office in OFFICES if office.seat.member == member)
    return {(office.seat.office, office.under.office if office.under else None) for office in own}


def test_no_office_is_there_twice() -> None:
    assert len(BY_SEAT) == len(OFFICES)


def test_every_office_but_the_highest_has_one_above_it_and_no_line_is_a_circle() -> None:
    for office in OFFICES:
        line, above = [office.seat], office.under
        while above is not None:
            assert above.member == office.seat.member
            assert above not in line, f"a circle: {line}"
            line.append(above)
            above = BY_SEAT[above].under
        assert len(line) <= HIGHEST
        assert BY_SEAT[line[-1]].level == "central"


def test_the_line_is_what_the_directory_will_make_of_it() -> None:
    facts = [
        OfficeFacts(o.seat, o.kind, o.level, o.lo, o.en, parent=o.under.office if o.under else None) for o in OFFICES
    ]
    organisations = Organisations.of(1, (), facts)
    assert organisations.above(Seat("psc", "13-z1")) == (
        Seat("psc", "13"),
        Seat("psc", "central"),
        Seat("psc", "hq"),
    )
    assert len(organisations.below(Seat("police", "01"))) == 1 + 9


def test_every_place_is_one_of_the_national_list_or_a_country() -> None:
    listed = Catalogue.load().codelist("places").codes
    for office in OFFICES:
        assert office.place is None or office.place in listed
        assert (office.country is not None) is (office.kind == "embassy")


def test_every_level_is_one_of_the_national_list() -> None:
    assert {office.level for office in OFFICES} <= set(Catalogue.load().codelist("office-level").codes)


def test_every_office_has_a_name_in_lao_and_one_in_english() -> None:
    for office in OFFICES:
        assert any("\u0e81" <= letter <= "\u0edf" for letter in office.lo), office
        assert office.en.isascii(), office
        assert "{" not in office.lo + office.en


def test_every_member_has_offices_a_system_and_a_purpose() -> None:
    members = {member.id for member in COUNTRY.members}
    assert {office.seat.member for office in OFFICES} == members
    assert {system.member for system in COUNTRY.systems} == members
    assert all(COUNTRY.purposes(member) for member in members)
    assert all(system_of(COUNTRY, member) for member in members)


def test_the_small_sandbox_is_a_part_of_the_country() -> None:
    """What is documented for the one works in the other: members, their systems, and where their offices are."""
    small = Sandbox.load()
    assert {member.id for member in small.members} <= {member.id for member in COUNTRY.members}
    assert {s.client_id for s in small.systems} <= {s.client_id for s in COUNTRY.systems}
    assert {Seat(o.member, o.code) for o in small.offices} <= set(BY_SEAT)
    assert {agreement.id for agreement in small.agreements} <= {agreement.id for agreement in COUNTRY.agreements}


def test_names_that_nobody_has_read_are_marked_and_dated() -> None:
    told = document("members.toml")
    assert isinstance(told["as_of"], date)
    assert all(isinstance(each["verified"], bool) for each in told["ministries"])
    assert {tier["basis"] for tier in document("offices.toml")["tiers"]} == {"stated", "invented"}


class OnPaper:
    """A desk that writes acts down: what every answer would say is the same each time."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.numbers = itertools.count(1)

    async def act(self, act: Act) -> Done:
        self.acts.append(act)
        await asyncio.sleep(0)  # another strand may come between, as through the gateway
        body: dict[str, Any] = defaultdict(lambda: "x", participants=[{"participantId": "p"}], position=3)
        body |= {"deliveries": [{"deliveryId": "d"}]}
        return Done(body, '"1"')


@cache
def lived(seed: int = 13, days: int = 30) -> list[Act]:
    desk = OnPaper()
    asyncio.run(month.play(month.planned(seed, LAST, days), desk))
    return desk.acts


def told(acts: list[Act]) -> Counter[str]:
    return Counter(f"{act.day} {act.seat} {act.operation} {orjson.dumps(act.body)!r} {act.content!r}" for act in acts)


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    story = told(lived())
    assert told(lived.__wrapped__()) == story
    assert told(lived(seed=14)) != story


def test_a_month_has_more_than_2000_acts_of_every_service_all_on_days_of_the_month() -> None:
    acts = lived()
    assert sum(act.method == "POST" for act in acts) >= 2_000
    assert {act.path.split("/")[1] for act in acts} == {
        "case-registry",
        "civil-registration",
        "document-exchange",
        "health-summaries",
    }
    assert {LAST.month, LAST.month - 1} >= {act.day.month for act in acts}
    assert max(act.day for act in acts) <= LAST
    assert (LAST - min(act.day for act in acts)).days < 30


def test_every_act_is_of_an_office_that_there_is_and_of_the_members_agreements() -> None:
    agreed = {(a.member, operation) for a in COUNTRY.agreements for operation in a.operations}
    for act in lived():
        assert act.seat in BY_SEAT
        assert (act.seat.member, act.operation) in agreed


def test_a_case_goes_to_the_prosecutor_and_the_court_of_its_zone() -> None:
    for act in lived():
        if act.operation == "sendHandOver" and act.seat.member == "police":
            assert act.body is not None
            assert act.body["to"] == {"member": "ospp", "office": zone_of()[act.seat.office]}


def test_cases_are_opened_in_every_region_and_some_come_to_their_end() -> None:
    acts = lived()
    moves = Counter(act.body["to"] for act in acts if act.operation == "moveCase" and act.body)
    assert {"underInvestigation", "charged", "judgedFirstInstance", "final", "enforced", "closed"} <= set(moves)
    regions = {place.code: place.region for place in places()["provinces"]}
    opened = {regions[act.seat.office[:2]] for act in acts if act.operation == "openCase"}
    assert opened == {row["code"] for row in table("regions.csv")}


def test_the_files_have_the_codes_that_the_national_list_has() -> None:
    """`schemas/codelists/places.json` is held; the shared sources agree on it (as_of in members.toml)."""
    codes = Catalogue.load().codelist("places").codes
    levels = Counter(code.attributes["level"] for code in codes.values())
    assert levels == {"province": 18, "district": 148}
    assert all(
        code.code[:2] == code.attributes["parent"] for code in codes.values() if code.attributes["level"] == "district"
    )


def test_a_folder_with_another_sandbox_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    with pytest.raises(Refused) as refused, Making(DataFolder(tmp_path), days=1):
        raise AssertionError
    assert "--data" in refused.value.en
    assert "--data" in refused.value.lo
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_folder_stays_the_sandbox_that_it_was_made_with(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert sandbox_of(folder) == Sandbox.load()
    folder.country.write_text("{}")
    assert sandbox_of(folder) is COUNTRY


def test_a_country_that_is_not_finished_is_cleared_away_and_begun_anew(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "country")
    with Making(folder, days=2) as making:
        assert making.is_under_way
    assert not folder.root.exists()
    folder.prepare()
    folder.country.write_bytes(orjson.dumps(Life.until_yesterday(3).to_document()))
    (folder.files / "of-a-killed-start").touch()
    with Making(folder, days=None) as making:
        assert making.is_under_way
        assert Life.of(folder).days == 3
        assert not any(folder.files.iterdir())
        folder.acts.touch()
    assert folder.country.exists()
    with Making(folder, days=30) as making:
        assert not making.is_under_way


def test_a_folder_without_a_country_stays_without_one(tmp_path: Path) -> None:
    with Making(DataFolder(tmp_path / "small"), days=None) as making:
        assert not making.is_under_way
    assert not (tmp_path / "small").exists()
