"""Reading a bundle: every leaf is a fact's, or says how the document hangs together, or is told with its reason."""

import copy
from collections import Counter
from datetime import date
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.json_types import JSON
from contracts.problems import Problem
from services.civil_registration.domain.fhir_notices.bundles import opened
from services.civil_registration.domain.fhir_notices.nodes import At, leaves, path_of, steps_of
from services.civil_registration.domain.fhir_notices.reading import READERS, Read, read
from services.civil_registration.domain.fhir_notices.tables import TABLES, parsed
from services.civil_registration.domain.fhir_notices.unmapped import unmapped
from services.civil_registration.usecases.fhir_notices import Mapped, mapped_of
from tests.civil_registration.builders import LISTS, the_country
from tests.civil_registration.fhir import OPENCRVS, hospital_birth, placed, resource, sample

DAY: Final = date(2026, 11, 30)
COUNTRY: Final = the_country()
BUNDLES: Final = [hospital_birth(), *(placed(name) for name in OPENCRVS), *(sample(name) for name in OPENCRVS)]
LISTS_OF_CODES: Final = {
    "name-use": "name-use",
    "sex": "sex",
    "marital-status": "marital-status",
    "identifier-type": "identifier-type",
    "education": "education",
    "birth-type": "birth-type",
    "multiple-birth": "birth-type",
    "birth-attendant": "birth-attendant",
    "cause-of-death-method": "cause-of-death-method",
    "death-manner": "death-manner",
    "site-birth": "birth-site",
    "site-death": "death-site",
    "relation-birth": "informant-relation",
    "relation-death": "death-informant-relation",
    "notifier-kind": "notifier-kind",
}


def mapped(bundle: Any) -> Mapped:
    return mapped_of(orjson.dumps(bundle), COUNTRY, DAY)


def facts(bundle: Any) -> dict[str, Any]:
    """The notification that a bundle becomes."""
    stated: dict[str, Any] = mapped(bundle).notification.model_dump(mode="json", by_alias=True, exclude_none=True)
    return stated


def left(bundle: Any, path: str = "") -> dict[str, str]:
    """Why leaves whose path begins so were not taken."""
    told = {path_of(each.at): each.mark.reason.value for each in mapped(bundle).left}
    return {at: reason for at, reason in told.items() if at.startswith(path)}


def must_be_parted(reading: Read, document: JSON) -> None:
    """Every leaf is taken, or left with one reason, and never both."""
    every = Counter(at for at, _ in leaves(document))
    told = Counter(each.at for each in unmapped(reading))
    taken = Counter(at for at in reading.notice.taken if at in every)
    assert told + taken == every
    assert all(fact.leaves <= every.keys() for fact in reading.notice.facts), (
        "a fact is read from leaves that are there"
    )


# --- every leaf has its place


@pytest.mark.parametrize("bundle", BUNDLES, ids=range(len(BUNDLES)))
def test_each_leaf_of_the_samples_is_taken_or_told(bundle: dict[str, Any]) -> None:
    must_be_parted(read(opened(bundle), COUNTRY, DAY), bundle)


@pytest.mark.parametrize("bundle", BUNDLES[:5], ids=range(5))
def test_each_leaf_of_a_fact_is_one_that_the_notification_depends_on(bundle: dict[str, Any]) -> None:
    before = mapped(bundle)
    reading = read(opened(bundle), COUNTRY, DAY)
    of_facts = {at for fact in reading.notice.facts for at in fact.leaves if fact.pointer[1:] and at}
    untouched = [path_of(at) for at in of_facts if _as(replaced(bundle, at, "ບໍ່ຮູ້")) == _outcome(before)]
    assert untouched == []


def _outcome(told: Mapped) -> Any:
    return told.notification, [(each.at, each.mark.reason) for each in told.left]


def _as(bundle: Any) -> Any:
    try:
        return _outcome(mapped(bundle))
    except Problem as refusal:
        return refusal.code


def replaced(bundle: Any, at: At, value: JSON) -> Any:
    changed = copy.deepcopy(bundle)
    holder = changed
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = value
    return changed


SCALARS: Final[st.SearchStrategy[Any]] = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.just([]) | st.just({})
)
NAMES: Final = st.sampled_from(
    [
        "extension",
        "url",
        "text",
        "coding",
        "system",
        "reference",
        "modifierExtension",
        "contained",
        "status",
        "resourceType",
        "x y",
    ]
)
VALUES: Final = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_a_bundle_holds_no_leaf_is_lost_and_none_is_told_twice(data: st.DataObject) -> None:
    bundle = copy.deepcopy(data.draw(st.sampled_from(BUNDLES)))
    for _ in range(data.draw(st.integers(1, 6))):
        _spoil(data, bundle)
    try:
        document = orjson.loads(orjson.dumps(bundle))
        reading = read(opened(document), COUNTRY, DAY)
    except Problem:
        return
    must_be_parted(reading, document)
    try:
        told = mapped(bundle)
    except Problem:
        return
    must_be_parted(reading, document)
    assert len({each.at for each in told.left}) == len(told.left)


def _spoil(data: st.DataObject, bundle: dict[str, Any]) -> None:
    """Replace, take out, double or add something anywhere below the entries."""
    places = [at for at, _ in leaves(bundle) if len(at) > 1]
    at = data.draw(st.sampled_from(places))
    at = at[: data.draw(st.integers(2, len(at)))]
    holder: Any = bundle
    for step in at[:-1]:
        holder = holder[step]
    how = data.draw(st.sampled_from(["replace", "drop", "double", "add"]))
    if how == "drop":
        del holder[at[-1]]
    elif how == "replace" or not isinstance(holder, list | dict):
        holder[at[-1]] = data.draw(VALUES)
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[at[-1]]) if how == "double" else data.draw(VALUES))  # type: ignore[index] # a place in a list
    else:
        holder[data.draw(NAMES)] = data.draw(VALUES)


# --- references


def test_a_reference_to_itself_or_to_nothing_is_told_and_not_followed() -> None:
    bundle = hospital_birth()
    resource(bundle, "RelatedPerson")["patient"] = {"reference": bundle["entry"][3]["fullUrl"]}
    resource(bundle, "Encounter")["location"][0]["location"]["reference"] = "https://elsewhere.example/Location/1"
    told = left(bundle)
    assert told["Bundle.entry[3].resource.patient.reference"] == "circular"
    assert told["Bundle.entry[4].resource.location[0].location.reference"] == "unresolved"
    assert told["Bundle.entry[5].resource.identifier[0].value"] == "notReferenced"
    assert "place" not in facts(bundle)["birth"]


def test_references_go_by_full_url_by_id_into_what_is_contained_and_to_a_version() -> None:
    bundle = hospital_birth()
    resource(bundle, "Encounter")["location"][0]["location"]["reference"] = (
        bundle["entry"][5]["fullUrl"] + "/_history/3"
    )
    assert facts(bundle)["birth"]["place"] == "0101"
    resource(bundle, "Composition", 0)["author"] = [{"reference": "#nobody"}]
    assert "notifier" not in facts(bundle)
    assert left(bundle, "Bundle.entry[0].resource.author") == {
        "Bundle.entry[0].resource.author[0].reference": "unresolved"
    }


def test_a_long_circle_of_references_comes_to_an_end() -> None:
    bundle = hospital_birth()
    section = resource(bundle, "Composition")["section"][0]
    section["entry"] = [{"reference": bundle["entry"][0]["fullUrl"]}]
    assert left(bundle)["Bundle.entry[0].resource.section[0].entry[0].reference"] == "circular"
    assert "child" not in facts(bundle)["birth"]


# --- what is not read


def test_an_observation_of_the_mother_is_not_the_childs() -> None:
    bundle = hospital_birth()
    resource(bundle, "Observation")["subject"] = {"reference": "Patient/mother-1"}
    assert "birthWeight" not in facts(bundle)["birth"]
    assert left(bundle, "Bundle.entry[6].resource.valueQuantity.value") == {
        "Bundle.entry[6].resource.valueQuantity.value": "aboutAnother"
    }


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_an_observation_that_was_taken_back_is_not_taken(status: str) -> None:
    bundle = hospital_birth()
    resource(bundle, "Observation")["status"] = status
    assert "birthWeight" not in facts(bundle)["birth"]
    assert left(bundle)["Bundle.entry[6].resource.valueQuantity.value"] == "withdrawn"


def test_what_something_unknown_modifies_is_not_read() -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient", 1)["modifierExtension"] = [{"url": "urn:x:not", "valueBoolean": True}]
    assert "mother" not in facts(bundle)["birth"]
    assert set(left(bundle, "Bundle.entry[2].resource.").values()) == {"modified"}


def test_of_twins_in_one_bundle_the_second_is_told() -> None:
    bundle = hospital_birth()
    twin = copy.deepcopy(bundle["entry"][1])
    twin["fullUrl"] = "urn:uuid:twin"
    bundle["entry"].append(twin)
    resource(bundle, "Composition")["section"][0]["entry"].append({"reference": "urn:uuid:twin"})
    assert facts(bundle)["birth"]["child"]["name"]["text"] == "ດາວອນ ພົມມະຈັນ"
    assert left(bundle, "Bundle.entry[8].resource.gender") == {"Bundle.entry[8].resource.gender": "tooMany"}


def test_what_is_said_otherwise_is_told_and_what_is_said_again_is_taken() -> None:
    bundle = hospital_birth()
    code = {"coding": [{"system": "http://loinc.org", "code": "57722-1"}]}
    bundle["entry"].append({"resource": {"resourceType": "Observation", "code": code, "valueString": "TWIN"}})
    assert facts(bundle)["birth"]["birthType"] == "twin"
    assert left(bundle)["Bundle.entry[1].resource.multipleBirthBoolean"] == "saidOtherwise"
    bundle["entry"][-1]["resource"]["valueString"] = "SINGLE"
    assert "Bundle.entry[1].resource.multipleBirthBoolean" not in left(bundle)


def test_a_fact_that_the_form_does_not_take_is_left_and_the_rest_is_taken() -> None:
    bundle = hospital_birth()
    resource(bundle, "Observation")["valueQuantity"]["value"] = 0.02
    resource(bundle, "Patient", 1)["birthDate"] = "2541-04-09"
    resource(bundle, "Patient", 1)["identifier"][0]["value"] = "9" * 65
    told, stated = left(bundle), facts(bundle)["birth"]
    assert told["Bundle.entry[6].resource.valueQuantity.value"] == "unreadable"
    assert told["Bundle.entry[2].resource.birthDate"] == "unreadable"
    assert told["Bundle.entry[2].resource.identifier[0].value"] == "unreadable"
    assert "birthWeight" not in stated
    assert "birthDate" not in stated["mother"]
    assert [each["type"] for each in stated["mother"]["identifiers"]] == ["medicalRecord"]


@pytest.mark.parametrize(
    ("quantity", "grams"),
    [
        ({"value": 3150, "code": "g", "system": "http://unitsofmeasure.org"}, 3150),
        ({"value": 3.1504, "unit": "kg"}, 3150),
        ({"value": 7, "code": "[lb_av]", "system": "http://unitsofmeasure.org"}, None),
        ({"value": "3150", "code": "g", "system": "http://unitsofmeasure.org"}, None),
        ({"value": True, "unit": "kg"}, None),
        ({"value": 1e300, "unit": "kg"}, None),
        ({"value": -1, "unit": "kg"}, None),
        ([], None),
    ],
)
def test_a_weight_is_read_in_grams(quantity: Any, grams: int | None) -> None:
    bundle = hospital_birth()
    resource(bundle, "Observation")["valueQuantity"] = quantity
    assert facts(bundle)["birth"].get("birthWeight") == grams


# --- days


@pytest.mark.parametrize(
    ("stated", "day", "precision"),
    [
        ("2026-11-18", "2026-11-18", None),
        ("2026-11", "2026-11-01", "month"),
        ("2026", "2026-01-01", "year"),
        ("2026-11-17T18:30:00Z", "2026-11-18", None),
        ("2026-11-18T23:30:00+07:00", "2026-11-18", None),
        ("2026-11-18T10:00:00.123", "2026-11-18", None),
    ],
)
def test_the_day_of_the_event_is_as_far_known_as_it_was_stated(stated: str, day: str, precision: str | None) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["birthDate"] = stated
    birth = facts(bundle)["birth"]
    assert (birth["occurredOn"], birth.get("occurredOnPrecision")) == (day, precision)


@pytest.mark.parametrize(
    "stated", ["2026-13", "26-11-18", "2026-11-18T25:00:00Z", "0000", "9999-12-31T23:59:59Z", "2026-1"]
)
def test_a_day_that_nobody_can_read_is_refused(stated: str) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["birthDate"] = stated
    with pytest.raises(Problem) as refusal:
        mapped(bundle)
    assert [fault.pointer for fault in refusal.value.faults] == ["/entry/1/resource/birthDate"]


# --- names


@pytest.mark.parametrize(
    ("names", "name", "others"),
    [
        ([{"text": "Somsak Vong"}], ("legal", "latin"), []),
        ([{"use": "en", "text": "Somsak Vong"}], ("latin", "latin"), []),
        ([{"use": "en", "text": "ສົມສັກ"}], ("legal", "lao"), []),
        ([{"use": "old", "text": "ສົມສັກ"}], ("former", "lao"), []),
        ([{"use": "martian", "text": "ສົມສັກ"}], ("legal", "lao"), []),
        (
            [{"use": "official", "text": "Somsak"}, {"use": "official", "text": "ສົມສັກ"}],
            ("legal", "lao"),
            [("latin", "latin")],
        ),
        (
            [{"text": "ສົມສັກ"}, {"text": "Somsak"}, {"text": "宋"}],
            ("legal", "lao"),
            [("latin", "latin"), ("alias", "other")],
        ),
        ([{"text": "ສົມສັກ"}, {"text": "ສົມສັກ"}], ("legal", "lao"), []),
    ],
)
def test_names_go_by_their_letters_and_their_use(
    names: list[dict[str, str]], name: tuple[str, str], others: list[tuple[str, str]]
) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["name"] = names
    child = facts(bundle)["birth"]["child"]
    assert (child["name"]["use"], child["name"]["script"]) == name
    assert [(each["use"], each["script"]) for each in child.get("otherNames", ())] == others


def test_an_unknown_use_of_a_name_is_told_and_of_many_names_twenty_are_kept() -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["name"] = [{"use": "martian", "text": f"ສົມ{'ສັກ' * n}"} for n in range(1, 24)]
    assert len(facts(bundle)["birth"]["child"]["otherNames"]) == 20
    told = left(bundle, "Bundle.entry[1].resource.name")
    assert told["Bundle.entry[1].resource.name[0].use"] == "unknownCode"
    assert told["Bundle.entry[1].resource.name[22].text"] == "tooMany"


def test_a_name_that_is_no_lao_word_is_left() -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["name"] = [{"text": "ດ າວອນ"}]
    assert "name" not in facts(bundle)["birth"]["child"]
    assert left(bundle)["Bundle.entry[1].resource.name[0].text"] == "unreadable"


# --- places


@pytest.mark.parametrize(
    ("address", "place", "why"),
    [
        ({"state": "01", "district": "0103"}, "0103", None),
        ({"state": "02", "district": "0103"}, "02", "noMember"),
        ({"state": "01", "district": "Xaysetha"}, "0103", None),
        ({"state": "ນະຄອນຫຼວງວຽງຈັນ"}, "01", None),
        ({"district": "Meghnan"}, None, "notPlaced"),
        ({"district": "99"}, None, "notPlaced"),
        ({"line": ["12", "0101001"]}, None, "notPlaced"),
        ({"district": "0103", "country": "TH"}, None, "noMember"),
        ({"district": "0103", "country": "LAO"}, "0103", None),
        ({"district": "0103", "use": "old"}, None, "outdated"),
    ],
)
def test_an_address_is_a_place_of_the_national_list_by_code_or_name(
    address: dict[str, Any], place: str | None, why: str | None
) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient", 1)["address"] = [address]
    assert facts(bundle)["birth"]["mother"].get("residence") == place
    told = set(left(bundle, "Bundle.entry[2].resource.address").values())
    assert told == ({why} if why else set())


@pytest.mark.parametrize(("country", "abroad"), [("TH", "TH"), ("ZZ", None), ("LAO", None)])
def test_an_address_abroad_is_its_country(country: str, abroad: str | None) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient", 1)["address"] = [{"country": country}]
    assert facts(bundle)["birth"]["mother"].get("residenceAbroad") == abroad


# --- numbers of persons


@pytest.mark.parametrize(
    ("identifier", "kept", "why"),
    [
        (
            {"type": {"coding": [{"system": "urn:x", "code": "NID"}]}, "value": "1"},
            None,
            {"unknownSystem", "unknownCode"},
        ),
        ({"system": "urn:x", "value": "1"}, None, {"unknownSystem"}),
        ({"value": "1", "use": "old", "system": "https://schemas.saphan.gov.la/identifiers/uin"}, None, {"outdated"}),
        (
            {
                "type": {
                    "coding": [
                        {"system": "https://schemas.saphan.gov.la/codelists/identifier-type", "code": "passport"}
                    ]
                },
                "value": "P1",
                "period": {"start": "2020-01-02", "end": "2030"},
            },
            {"type": "passport", "value": "P1", "validFrom": "2020-01-02"},
            {"noMember"},
        ),
    ],
)
def test_a_number_is_of_the_type_or_the_system_that_tables_name(
    identifier: dict[str, Any], kept: dict[str, str] | None, why: set[str]
) -> None:
    bundle = hospital_birth()
    resource(bundle, "Patient")["identifier"] = [identifier]
    assert facts(bundle)["birth"]["child"].get("identifiers") == (None if kept is None else [kept])
    assert set(left(bundle, "Bundle.entry[1].resource.identifier").values()) == why


# --- the tables


def test_every_row_has_a_reader_roles_and_codes() -> None:
    roles = {"bundle", "composition", *TABLES.sections.values(), *TABLES.everywhere.values()}
    roles |= {link.to for link in TABLES.links}
    for row in TABLES.rows:
        assert row.reader in READERS
        assert set(row.roles) <= roles, row
        assert all(row.codes.format(kind=kind) in TABLES.codes for kind in row.kinds if row.codes), row
    assert {link.role for link in TABLES.links} <= roles


def test_every_code_of_ours_is_one_of_its_list() -> None:
    assert {*TABLES.codes} - {*LISTS_OF_CODES} == {"country", "mass"}
    for name, codelist in LISTS_OF_CODES.items():
        ours = {code for codes in TABLES.codes[name].known.values() for code in codes.values()}
        assert ours <= LISTS.codes(codelist).keys(), name


@pytest.mark.parametrize(
    "wrong",
    [
        '[[rows]]\nroles = ["child"]\npaths = ["a..b"]\nreader = "text"\nfact = "/x"',
        '[[rows]]\nroles = ["child"]\npaths = ["a"]\nreader = "text"\nfact = "/x"\nmeans = "nothing"',
        '[[rows]]\nkinds = ["burial"]\nroles = ["child"]\npaths = ["a"]\nreader = "text"\nfact = "/x"',
        '[[rows]]\nroles = ["child"]\nreader = "text"\nfact = "/x"',
    ],
)
def test_a_row_that_cannot_be_meant_is_no_row(wrong: str) -> None:
    lists = ("bundles", "home", "places", "offices", "withdrawn", "outdated", "documents", "sections", "links", "ties")
    documents = "\n".join([*(f"{name} = []" for name in lists), "everywhere = {}", "envelope = {}"])
    assert parsed(documents, "rows = []", "codes = []").rows == []
    with pytest.raises((ValueError, TypeError, KeyError)):
        parsed(documents, wrong, "codes = []")


def test_a_path_names_elements_and_extensions() -> None:
    assert steps_of("extension(http://a.b/c).valueString") == (("extension", "http://a.b/c"), ("valueString", None))
    assert path_of(("entry", 3, "resource", "x y")) == "Bundle.entry[3].resource.`?`"
