"""National lists are published code by code, under four eyes; nothing that was valid goes, and everybody reads them."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

from contracts.calendar import VIENTIANE
from contracts.catalogue import Catalogue, compile_schema
from contracts.codelists import CodeList
from contracts.lao import has_lao
from contracts.reference_data import of_code
from gateway.directory.code_rows import is_published
from gateway.directory.load import load
from gateway.exchange.callers_directory import CallersDirectory
from tests.gateway.directory.register.conftest import BOUNMY, Register, moic

PLACES = Catalogue.load().codelist("places")
HEAD: dict[str, Any] = {"name": "places", "lo": PLACES.lo, "en": PLACES.en, "attributes": dict(PLACES.attributes)}
ATTRIBUTES: dict[str, Any] = {"type": "object", "properties": {"way": {"type": "string"}}, "required": ["way"]}
ATTRIBUTES |= {"additionalProperties": False}
CATEGORIES: dict[str, Any] = {"name": "road-kind", "lo": "ປະເພດທາງ", "en": "Kind of road", "attributes": ATTRIBUTES}
LANE: dict[str, Any] = {"codeList": "road-kind", "code": "lane", "lo": "ຊອຍ", "en": "Lane", "attributes": {"way": "x"}}


def whole(listed: CodeList) -> list[dict[str, Any]]:
    return [of_code(listed.name, code) for code in listed.codes.values()]


async def published(register: Register) -> None:
    await register.make(codeLists=[HEAD], codes=whole(PLACES))


def split(code: str = "0105") -> list[dict[str, Any]]:
    """Return what a district that splits is: the old code until New Year, two new ones from then on."""
    old = of_code("places", PLACES.codes[code]) | {"validTo": "2089-12-31", "successors": ["0110", "0111"]}
    new = [
        {"codeList": "places", "code": each, "lo": "ເມືອງໃໝ່", "en": f"New district {each}", "validFrom": "2090-01-01"}
        | {"attributes": {"level": "district", "parent": "01"}}
        for each in ("0110", "0111")
    ]
    return [old, *new]


async def test_a_list_of_the_distribution_becomes_the_directory_s_with_every_code(register: Register) -> None:
    told = await register.refusal(codes=[of_code("places", PLACES.codes["0105"])])
    assert "the directory has no list places yet: publish it whole first" in told
    told = await register.refusal(codeLists=[HEAD], codes=whole(PLACES)[1:])
    assert told.endswith("list every code that it has; these are missing: 01.")
    before = (await register.snapshot()).code_lists.lists["places"]
    assert (before.version, is_published(before)) == (PLACES.version, False)
    change = await register.make(codeLists=[HEAD], codes=whole(PLACES))
    after = (await register.snapshot()).code_lists.lists["places"]
    assert (after.version, is_published(after)) == (str(change["version"]), True)
    assert after.codes == PLACES.codes


async def test_a_district_that_splits_is_right_until_its_last_day_and_names_who_follows(register: Register) -> None:
    await published(register)
    change = await register.make(codes=split())
    assert [each["id"] for each in change["differences"]] == ["places:0105", "places:0110", "places:0111"]
    snapshot = CallersDirectory(await register.snapshot())
    schema = compile_schema({"type": "string", "x-codelist": "places", "x-label": {"lo": "ເມືອງ", "en": "District"}})
    assert schema.lookup_faults("0105", on=date(2026, 12, 31), directory=snapshot) == ([], False)
    [[fault], _] = schema.lookup_faults("0105", on=date(2090, 1, 1), directory=snapshot)
    assert (fault.code, fault.params["successors"]) == ("x-code-date", ["0110", "0111"])
    assert "its successor is one of: 0110 (New district 0110), 0111" in fault.en
    [[fault], _] = schema.lookup_faults("0110", on=date(2026, 12, 31), directory=snapshot)
    assert (fault.code, fault.params["codes"]) == ("x-code-date", ["0105"])
    [[fault], _] = schema.lookup_faults("0112", on=date(2026, 12, 31), directory=snapshot)
    assert fault.code == "x-codelist"
    near = ["0105", "0106", "0107", "0108", "0109", "02", "0201", "0202", "0203", "0204"]
    assert fault.params["codes"] == near, "ten right codes, the nearest; none that is not valid on the day"
    assert has_lao(fault.lo)
    assert snapshot.code_lists.lists["places"].version == str(change["version"])


def yesterday() -> date:
    """Return the day before this one, asked when it is needed: a run may pass midnight."""
    return datetime.now(VIENTIANE).date() - timedelta(days=1)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "taken back": ({"validFrom": "2090-01-01"}, "a code that was valid is never taken back"),
    "over before it begins": ({"validFrom": "2020-01-01", "validTo": "2019-12-31"}, "it ends before it begins"),
    "no Lao": ({"lo": "District"}, "lo is in Lao letters"),
    "no English": ({"en": "ເມືອງ"}, "en is in Latin letters"),
    "a successor of what goes on": ({"successors": ["0106"]}, "only what ends has successors"),
    "its own successor": ({"validTo": "2089-12-31", "successors": ["0105"]}, "0105 is no code that is valid on 2090"),
    "an unknown successor": (
        {"validTo": "2089-12-31", "successors": ["9999"]},
        "9999 is no code that is valid on 2090",
    ),
    "ended in the past": ({"validTo": "2026-11-01"}, " at the earliest"),
    "an unknown level": (
        {"attributes": {"level": "planet"}},
        "level: Level: Is not one of the values allowed: province, district, village",
    ),
    "attributes that nobody knows": (
        {"attributes": {"level": "district", "colour": "red"}},
        "colour: Is not a known member here",
    ),
    "a parent that there is not": (
        {"attributes": {"level": "district", "parent": "99"}},
        "parent: Part of: Is not a code of the list places; nearest: ",
    ),
    "a lost zero": ({"code": "105"}, "codes of this list have the form ^[0-9]{2}"),
    "a word": ({"code": "XYZ"}, "codes of this list have the form ^[0-9]{2}"),
    "no list": ({"codeList": "planets"}, "there is no national list planets"),
    "the programme's": ({"codeList": "sex"}, "there is no national list sex"),
}


async def test_what_cannot_be_a_code_is_refused_in_a_sentence(register: Register) -> None:
    await published(register)
    for case, (change, told) in WRONG.items():
        assert told in await register.refusal(codes=[of_code("places", PLACES.codes["0105"]) | change]), case


async def test_every_fault_of_a_code_is_told_in_both_languages(register: Register) -> None:
    await published(register)
    code = of_code("places", PLACES.codes["0105"]) | {"lo": "District", "attributes": {"parent": "99", "iso": "x"}}
    answer = await register.call("POST", "/plans", caller=BOUNMY, json={"codes": [code]})
    told = [error["message"] for error in answer.json()["errors"]]
    assert [each["en"].partition(": ")[2].partition(":")[0] for each in told] == [
        "lo is in Lao letters.",
        "level",
        "iso",
    ], "what attributes name is looked up when they have the right form"
    assert all(has_lao(each["lo"]) and ".." not in each["lo"] + each["en"] for each in told)
    assert "LA-VT" in told[2]["en"] or "form" in told[2]["en"]


async def test_a_code_ends_yesterday_at_the_earliest_and_one_that_has_ended_stays_so(register: Register) -> None:
    await published(register)
    old = of_code("places", PLACES.codes["0105"])
    await register.make(codes=[old | {"validTo": yesterday().isoformat()}])
    earlier = (yesterday() - timedelta(days=1)).isoformat()
    told = await register.refusal(codes=[old | {"validTo": earlier}])
    assert f"it was valid until {yesterday()}, and such a day is never taken back" in told
    await register.make(codes=[old])  # who has ended it by mistake goes back
    new = old | {"code": "0112", "validFrom": "2090-01-01"}
    await register.make(codes=[new])
    await register.make(codes=[new | {"validFrom": "2090-02-01"}])  # no day of it has passed
    begun = old | {"code": "0113", "validFrom": earlier}
    await register.make(codes=[begun])
    told = await register.refusal(codes=[begun | {"validFrom": yesterday().isoformat()}])
    assert f"validFrom is {earlier} at the latest" in told


async def test_codes_differ_by_more_than_capitals_and_a_list_may_say_how_codes_are_written(register: Register) -> None:
    await register.make(codeLists=[CATEGORIES], codes=[LANE])
    told = await register.refusal(codes=[LANE | {"code": "LANE"}])
    assert "there is lane already, and codes differ by more than capitals" in told
    form = ATTRIBUTES | {"x-code-pattern": "^[a-z]{5,9}$"}
    assert "lane has not the form ^[a-z]{5,9}$" in await register.refusal(codeLists=[CATEGORIES | {"attributes": form}])
    ends = LANE | {"validTo": yesterday().isoformat()}  # a code is never removed: it ends, and the rest has the form
    await register.make(codeLists=[CATEGORIES | {"attributes": form}], codes=[ends, LANE | {"code": "alley"}])
    await register.make(codes=[ends | {"en": "Old lane"}])
    assert "such as alley" in await register.refusal(codes=[LANE | {"code": "a"}])


WRONG_LISTS: list[tuple[dict[str, Any], str]] = [
    ({"name": "sex"}, "this list is the programme's"),
    ({"attributes": {"type": "object"}}, "attributes: is {"),
    (
        {"attributes": ATTRIBUTES | {"properties": {"a b": {}}}},
        "names are camelCase",
    ),
    (
        {"attributes": CATEGORIES["attributes"] | {"properties": {"way": {"$ref": "#"}}}},
        "refers to nothing outside",
    ),
    ({"attributes": CATEGORIES["attributes"] | {"properties": {"way": {"type": "text"}}}}, "is no JSON Schema"),
    ({"lo": "Roads"}, "lo is in Lao letters"),
    ({"attributes": ATTRIBUTES | {"x-code-pattern": "^(?=a)"}}, "x-code-pattern: no look-around"),
    (
        {"attributes": ATTRIBUTES | {"properties": {"way": {"type": "string", "x-codelist": "planets"}}}},
        "x-codelist names a list that there is not: planets",
    ),
]


async def test_what_cannot_be_a_list_is_refused_in_a_sentence(register: Register) -> None:
    for change, told in WRONG_LISTS:
        assert told in await register.refusal(codeLists=[CATEGORIES | change])


async def test_a_new_list_and_its_codes_come_in_one_change_and_only_of_the_tower(register: Register) -> None:
    await register.make(codeLists=[CATEGORIES], codes=[LANE])
    held = (await register.snapshot()).code_lists
    assert held.attribute("road-kind", "lane", "way") == "x"
    narrower = CATEGORIES["attributes"] | {"properties": {"way": {"enum": ["y"]}}}
    told = await register.refusal(codeLists=[CATEGORIES | {"attributes": narrower}])
    assert "attributes do not fit lane: way" in told
    body = {"reason": "Because.", "content": {"codes": [LANE | {"en": "Alley"}]}}
    assert await register.refused("POST", "/changes", moic(), json=body) == "entry-not-yours"


async def test_everybody_reads_a_list_now_then_since_and_as_a_table_and_a_page(register: Register) -> None:
    file = await register.read("/code-lists/places", "code-list")
    assert (file["version"], len(file["codes"]), file["governs"]) == (PLACES.version, len(PLACES.codes), "national")
    first = await register.make(codeLists=[HEAD], codes=whole(PLACES))
    await register.make(codes=split())
    now = await register.read("/code-lists/places", "code-list")
    assert (len(now["codes"]), now["version"]) == (len(PLACES.codes) + 2, str(first["version"] + 1))
    then = await register.read("/code-lists/places", "code-list", at=first["decidedAt"])
    assert (then["version"], len(then["codes"])) == (str(first["version"]), len(PLACES.codes))
    delta = await register.read("/code-lists/places", "code-list", since=str(first["version"]))
    assert (delta["since"], [c["code"] for c in delta["codes"]]) == (first["version"], ["0105", "0110", "0111"])
    assert "since" not in await register.read("/code-lists/places", "code-list", since="99")
    lists = await register.read("/code-lists", "code-list-index")
    assert {each["name"]: each["governs"] for each in lists["lists"]}["sex"] == "programme"
    assert (await register.read("/code-lists/sex", "code-list"))["codes"][0]["codeList"] == "sex"
    assert await register.refused("GET", "/code-lists/planets") == "not-found"

    table = await register.call("GET", "/code-lists/places", caller=BOUNMY, headers={"Accept": "text/csv"})
    lines = table.text.splitlines()
    assert lines[0].lstrip("\ufeff") == ("code,lo,en,validFrom,validTo,successors,level,parent,iso,dhis2Uid,variants")
    assert next(line for line in lines if line.startswith("0105")).split(",")[4:6] == ["2089-12-31", "0110|0111"]
    page = await register.call("GET", "/code-lists/places", caller=BOUNMY, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert (page.headers["content-language"], f"<title>{PLACES.lo}</title>" in page.text) == ("lo", True)
    assert "New district 0110" in page.text
    assert "<th>ຂຶ້ນກັບ<small>parent</small></th>" in page.text, "an attribute is called what the list calls it"
    english = {"Accept": "text/html", "Accept-Language": "en"}
    page = await register.call("GET", "/code-lists/places", caller=BOUNMY, headers=english)
    assert '<html lang="en">' in page.text
    assert f"<title>{PLACES.en}</title>" in page.text
    assert 'New district 0110<small lang="lo">ເມືອງໃໝ່</small>' in page.text
    assert 'class="over"' in page.text, "what is not valid today is marked"
    page = await register.call("GET", "/code-lists", caller=BOUNMY, headers={"Accept": "text/html"})
    assert f'<a href="/directory/v1/code-lists/places">places</a></td><td>{PLACES.lo}' in page.text
    table = await register.call("GET", "/code-lists", caller=BOUNMY, headers={"Accept": "text/csv"})
    assert table.text.splitlines()[0].lstrip("\ufeff") == "name,version,governs,lo,en,valid"


async def test_an_attribute_is_told_as_it_was_at_a_moment_in_every_form(register: Register) -> None:
    listed = Catalogue.load().codelist("purposes")
    head = {"name": listed.name, "lo": listed.lo, "en": listed.en, "attributes": dict(listed.attributes)}
    first = await register.make(codeLists=[head], codes=whole(listed))
    kept = of_code(listed.name, listed.codes["investigation"])
    await register.make(codes=[kept | {"attributes": kept["attributes"] | {"delayedDisclosureDays": 91}}])

    async def told(accept: str, name: str = "purposes", **params: str) -> str:
        path, headers = f"/code-lists/{name}", {"Accept": accept, "Accept-Language": "en"}
        read = await register.call("GET", path, caller=BOUNMY, headers=headers, params=params)
        assert read.status_code == 200, read.text
        return read.text

    for params, days in (({"at": first["decidedAt"]}, 180), ({}, 91)):
        codes = (await register.read("/code-lists/purposes", "code-list", **params))["codes"]
        found = {code["code"]: code.get("attributes", {}).get("delayedDisclosureDays") for code in codes}
        assert found["investigation"] == days
        rows = csv.DictReader((await told("text/csv", **params)).lstrip("\ufeff").splitlines())
        assert {row["code"]: row["delayedDisclosureDays"] for row in rows}["investigation"] == str(days)
        assert f"<td>{days}</td>" in await told("text/html", **params)
    then, over = await told("text/html", "law-edition", at="1990-01-01T00:00:00+07:00"), '"over"><td>penalCode2017'
    assert over in then, "marked by the day that is asked about"
    assert "not valid on 1990-01-01" in then
    assert over not in await told("text/html", "law-edition")


async def test_an_office_ends_an_algorithm_and_the_list_tells_what_it_was_before(register: Register) -> None:
    listed = Catalogue.load().codelist("signature-algorithm")
    head = {"name": listed.name, "lo": listed.lo, "en": listed.en, "attributes": dict(listed.attributes)}
    first = await register.make(codeLists=[head], codes=whole(listed))
    ended = {"validTo": "2029-12-31", "successors": ["ecdsa-p384-sha384"]}
    await register.make(codes=[of_code(listed.name, listed.codes["rsa-v1_5-sha384"]) | ended])
    path = "/code-lists/signature-algorithm"
    for asked, last_day in (({"at": first["decidedAt"]}, "2033-12-31"), ({}, "2029-12-31")):
        found = await register.read(path, "code-list", **asked)
        assert {each["code"]: each.get("validTo") for each in found["codes"]}["rsa-v1_5-sha384"] == last_day
        page = await register.call("GET", path, caller=BOUNMY, params=asked, headers={"Accept": "text/html"})
        assert last_day in page.text


async def test_a_list_is_asked_for_as_it_was_on_a_day_and_for_what_is_valid_on_a_day(register: Register) -> None:
    await published(register)
    await register.make(codes=split())
    then = await register.read("/code-lists/places", "code-list", on="2089-12-31")
    later = await register.read("/code-lists/places", "code-list", on="2090-01-01")
    assert (then["on"], later["on"]) == ("2089-12-31", "2090-01-01")
    assert {c["code"] for c in then["codes"]} ^ {c["code"] for c in later["codes"]} == {"0105", "0110", "0111"}
    for media_type in ("text/csv", "text/html"):
        table = await register.call(
            "GET", "/code-lists/places?on=2090-01-01", caller=BOUNMY, headers={"Accept": media_type}
        )
        assert ("0110" in table.text, "0105" in table.text) == (True, False)
        again = await register.call("GET", "/code-lists/places", caller=BOUNMY, headers={"Accept": media_type})
        assert again.headers["etag"] != table.headers["etag"]
    today = await register.read("/code-lists/places", "code-list", at=datetime.now(VIENTIANE).date().isoformat())
    assert len(today["codes"]) == len(PLACES.codes) + 2, "at the end of the day, with all that it brought"
    before = await register.read("/code-lists/places", "code-list", at=yesterday().isoformat())
    assert before["version"] == PLACES.version, "the directory had none, so it is the file's"
    for wrong in ("2569-11-29", "2026-02-30", "29/11/2026"):
        answer = await register.call("GET", f"/code-lists/places?at={wrong}", caller=BOUNMY)
        assert (answer.status_code, answer.json()["errors"][0]["name"]) == (400, "at")


async def test_a_media_type_is_a_code_of_the_directory(register: Register) -> None:
    listed = Catalogue.load().codelist("file-type")
    head = {"name": "file-type", "lo": listed.lo, "en": listed.en, "attributes": dict(listed.attributes)}
    await register.make(codeLists=[head], codes=whole(listed))
    ods = {"codeList": "file-type", "code": "application/vnd.oasis.opendocument.graphics-template+zip"}
    ods |= {"lo": "ຮູບ OpenDocument", "en": "OpenDocument drawing"}
    told = await register.refusal(codes=[ods | {"attributes": {"endings": ["otg"], "magic": ["0:xyz"]}}])
    assert "magic/0: Magic bytes: Does not have the form required" in told
    await register.make(codes=[ods | {"attributes": {"endings": ["otg"], "magic": ["0:504b0304"]}}])
    assert (await register.snapshot()).code_lists.attribute("file-type", ods["code"], "endings") == ["otg"]


async def test_a_change_of_codes_compiles_nothing_and_leaves_policy_and_organisations_as_they_are(
    register: Register,
) -> None:
    await published(register)
    before = await register.snapshot()
    await register.make(codes=split())
    after = await load(register.units.engine, before)
    assert after.code_lists.code("places", "0110") is not None
    assert after.code_lists.lists["sex"] is before.code_lists.lists["sex"]
    assert (after.organisations, after.policy) == (before.organisations, before.policy)
    assert before.services
    assert all(after.services[name] is service for name, service in before.services.items())
    await register.make(members=[{"id": "mtc", "kind": "ministry", "lo": "ລາວ", "en": "Ministry"}])
    assert (await load(register.units.engine, after)).code_lists is after.code_lists
