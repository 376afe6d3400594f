"""Why a document is refused: every fault at its place, in both languages, without its values, within limits."""

import itertools
import string
import tracemalloc

import pytest

from contracts import dialect
from contracts.catalogue import Catalogue, compile_schema
from contracts.dialect import Schema
from contracts.lao import has_lao
from contracts.nearest import nearest
from contracts.problems import Fault
from contracts.sentences import SENTENCES, fault

LABEL = {"lo": "ຊື່", "en": "Name"}
SECRET = "sömething-secret"


def faults_of(schema: Schema, document: object) -> list[Fault]:
    # not the gateway's 20 ms: on a busy machine they would decide
    found, truncated = compile_schema(schema).faults(document, budget_ms=10_000)
    assert not truncated
    return found


def told(schema: Schema, document: object) -> list[tuple[str | None, str]]:
    return [(one.pointer, one.code) for one in faults_of(schema, document)]


# One schema and document for every keyword: (keyword told, schema, document, pointer told).
BREACHES = [
    ("type", {"type": "string"}, 1, ""),
    ("type", {"type": ["integer", "null"]}, 1.5, ""),
    ("type", {"type": "integer"}, True, ""),
    ("type", {"type": "object"}, [SECRET], ""),
    ("enum", {"enum": ["a", 1]}, SECRET, ""),
    ("enum", {"enum": list(range(50))}, SECRET, ""),
    ("const", {"const": 1}, True, ""),
    ("multipleOf", {"multipleOf": 0.01}, 0.005, ""),
    ("maximum", {"maximum": 5}, 6, ""),
    ("exclusiveMaximum", {"exclusiveMaximum": 5}, 5, ""),
    ("minimum", {"minimum": 5}, 4.5, ""),
    ("exclusiveMinimum", {"exclusiveMinimum": 5}, 5, ""),
    ("maxLength", {"maxLength": 3}, SECRET, ""),
    ("minLength", {"minLength": 30}, SECRET, ""),
    ("pattern", {"pattern": "^x"}, SECRET, ""),
    ("format", {"format": "date"}, SECRET, ""),
    ("format", {"format": "uri-reference"}, "\\\\" + SECRET, ""),
    ("maxItems", {"maxItems": 1}, [1, 2], ""),
    ("minItems", {"minItems": 3}, [1, 2], ""),
    ("uniqueItems", {"uniqueItems": True}, [1, 1.0], ""),
    ("items", {"prefixItems": [True], "items": False}, [1, 2], "/1"),
    ("type", {"prefixItems": [True, {"type": "string"}]}, [1, 2, 3], "/1"),
    ("prefixItems", {"prefixItems": [False]}, [1], "/0"),
    ("unevaluatedItems", {"allOf": [{"prefixItems": [True]}], "unevaluatedItems": False}, [1, 2], "/1"),
    ("contains", {"contains": {"type": "string"}}, [1, 2], ""),
    ("minContains", {"contains": {"type": "string"}, "minContains": 2}, ["a", 2], ""),
    ("maxContains", {"contains": {"type": "string"}, "maxContains": 1}, ["a", "b"], ""),
    ("maxProperties", {"maxProperties": 0}, {"a": 1}, ""),
    ("minProperties", {"minProperties": 2}, {"a": 1}, ""),
    ("required", {"required": ["a~/b"]}, {}, "/a~0~1b"),
    ("dependentRequired", {"dependentRequired": {"a": ["b", "a"], "z": ["y"]}}, {"a": 1}, "/b"),
    ("properties", {"properties": {"a": False, "b": False}}, {"a": 1}, "/a"),
    ("patternProperties", {"patternProperties": {"^a": False}}, {"ab": 1, "b": 1}, "/ab"),
    ("additionalProperties", {"properties": {"a": True}, "additionalProperties": False}, {"a": 1, "b": 2}, "/b"),
    ("type", {"patternProperties": {"^a": True}, "additionalProperties": {"type": "string"}}, {"ab": 1, "b": 2}, "/b"),
    ("unevaluatedProperties", {"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"a": True}}},
                               "unevaluatedProperties": False}, {"a": 1, "b": 2}, "/b"),
    ("propertyNames", {"propertyNames": {"maxLength": 1}}, {"a": 1, "bb": 2}, "/bb"),
    ("dependentSchemas", {"dependentSchemas": {"a": False, "z": False}}, {"a": 1}, ""),
    ("allOf", {"allOf": [True, False]}, 1, ""),
    ("anyOf", {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, ""),
    ("oneOf", {"oneOf": [True, {"type": "integer"}]}, 1, ""),
    ("not", {"not": {"type": "string"}}, SECRET, ""),
    ("then", {"if": {"type": "string"}, "then": False}, SECRET, ""),
    ("else", {"if": {"type": "string"}, "else": False}, 1, ""),
    ("false", False, SECRET, ""),
    ("$ref", {"$ref": "#/$defs/no", "$defs": {"no": False}}, SECRET, ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "schema", "document", "pointer"), BREACHES, ids=lambda value: str(value)[:40])
def test_a_breach_is_told_by_its_keyword_at_its_place(
    code: str, schema: Schema, document: object, pointer: str
) -> None:
    (found,) = faults_of(schema, document)
    assert (found.pointer, found.code) == (pointer, code)
    assert has_lao(found.lo)
    assert found.en.isascii()
    assert SECRET not in repr(found)


def particulars(sentence: str) -> set[str]:
    fields = [field for _, field, _, _ in string.Formatter().parse(sentence) if field]
    return {field.removesuffix("_lo").removesuffix("_en") for field in fields}


def test_every_keyword_that_can_be_broken_has_both_sentences_with_the_same_particulars() -> None:
    for code, (lo, en) in SENTENCES.items():
        assert has_lao(lo), code
        assert en.endswith("."), code
        assert particulars(lo) == particulars(en), code


def test_the_breaches_above_leave_no_sentence_unheard() -> None:
    library_only = {"contentEncoding", "contentMediaType", "if"}  # of older drafts, or never told by themselves
    by_code_lists = {"x-codelist", "x-code-date"}
    assert {code for code, *_ in BREACHES} == set(SENTENCES) - library_only - by_code_lists


def test_all_faults_are_told_not_only_the_first() -> None:
    schema = {"type": "object", "required": ["a", "b"], "properties": {"c": {"minimum": 3}, "d": {"maxLength": 1}}}
    assert told(schema, {"c": 1, "d": "xx"}) == [
        ("/a", "required"), ("/b", "required"), ("/c", "minimum"), ("/d", "maxLength"),
    ]  # fmt: skip


def test_a_fault_is_headed_by_the_label_of_its_member() -> None:
    schema = {"properties": {"n": {"x-label": LABEL, "items": {"type": "string"}}}, "required": ["n"]}
    assert [(one.lo, one.en) for one in faults_of(schema, {"n": [1]})] == [
        ("ຊື່: ຕ້ອງເປັນ ຂໍ້ຄວາມ.", "Name: Must be a text."),
    ]
    assert [one.en for one in faults_of(schema, {})] == ["Name: Is missing."]


def test_a_schema_may_say_it_better() -> None:
    schema = {"pattern": "[ກ-ໟ]", "x-message": {"lo": "ຕ້ອງມີອັກສອນລາວ.", "en": "Needs Lao letters."}}
    assert [(one.lo, one.en) for one in faults_of(schema, "okpq")] == [("ຕ້ອງມີອັກສອນລາວ.", "Needs Lao letters.")]


def test_the_particulars_of_a_rule_are_told() -> None:
    assert [one.params for one in faults_of({"maximum": 5}, 6)] == [{"limit": 5}]
    assert [one.params for one in faults_of({"enum": ["a"]}, 6)] == [{"options": ["a"]}]
    assert [one.params for one in faults_of({"enum": list(range(50))}, "x")] == [{}]
    assert [one.en for one in faults_of({"type": ["string", "null"]}, 6)] == ["Must be a text or null."]
    assert "2024-05-31" in faults_of({"format": "date"}, "x")[0].en


CHOICE = {
    "oneOf": [
        {"properties": {"kind": {"const": "person"}, "name": {"type": "string"}}, "required": ["kind", "name"]},
        {"properties": {"kind": {"const": "office"}, "code": {"type": "string"}}, "required": ["kind", "code"]},
        {"type": "string"},
    ]
}


def test_of_alternatives_the_nearest_is_explained() -> None:
    assert told(CHOICE, {"kind": "office"}) == [("", "oneOf"), ("/code", "required")]
    assert told(CHOICE, {"kind": "person", "name": 1}) == [("", "oneOf"), ("/name", "type")]


def test_of_equally_near_alternatives_none_is_explained() -> None:
    assert told({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}) == [("", "anyOf")]


def test_a_single_alternative_is_explained() -> None:
    assert told({"anyOf": [{"minimum": 3}]}, 1) == [("", "anyOf"), ("", "minimum")]


def test_a_condition_is_explained_by_what_follows_from_it() -> None:
    schema = {
        "if": {"properties": {"married": {"const": True}}, "required": ["married"]},
        "then": {"required": ["spouse"]},
        "else": {"properties": {"spouse": False}},
    }
    assert told(schema, {"married": True}) == [("/spouse", "required")]
    assert told(schema, {"married": False, "spouse": 1}) == [("/spouse", "properties")]


def test_a_wrong_type_hides_what_follows_from_it() -> None:
    schema = {"type": "string", "enum": ["a"], "minLength": 3}
    assert told(schema, 1) == [("", "type")]


def test_the_same_fault_from_two_parts_is_told_once() -> None:
    assert told({"allOf": [{"required": ["a"]}, {"required": ["a"]}]}, {}) == [("/a", "required")]


def test_a_broken_part_does_not_make_its_members_look_unknown() -> None:
    schema = {
        "allOf": [{"properties": {"a": {"type": "string"}}, "required": ["b"]}],
        "if": {"required": ["c"]},
        "then": {"properties": {"c": True}},
        "unevaluatedProperties": False,
    }
    assert told(schema, {"a": 1, "c": 2}) == [("/b", "required"), ("/a", "type")]


def test_what_is_open_further_in_is_known_further_out() -> None:
    inner = {"allOf": [{"properties": {"a": True}, "unevaluatedProperties": True}], "unevaluatedProperties": False}
    assert told(inner | {"required": ["z"]}, {"a": 1, "b": 2}) == [("/z", "required")]
    items = {"anyOf": [{"unevaluatedItems": True}, {"items": {"type": "string"}}], "unevaluatedItems": False}
    assert told(items | {"minItems": 3}, [1]) == [("", "minItems")]
    boolean = {"allOf": [True], "unevaluatedProperties": False, "dependentSchemas": {"a": {"properties": {"b": True}}}}
    assert told(boolean, {"b": 1}) == [("/b", "unevaluatedProperties")]
    assert told(boolean, {"a": 1, "b": 1}) == [("/a", "unevaluatedProperties")]
    contained = {"allOf": [True], "contains": {"type": "string"}, "unevaluatedItems": False}
    assert told(contained, ["a", 1]) == [("/1", "unevaluatedItems")]


def test_a_name_as_long_as_the_body_is_cut() -> None:
    (found,) = faults_of({"additionalProperties": False}, {"n" * 900_000: 1})
    assert found.pointer is not None
    assert len(found.pointer) < 1100


def test_a_hundred_faults_are_enough() -> None:
    schema = compile_schema({"items": {"required": ["a", "b", "c", "d"]}})
    tracemalloc.start()
    found, truncated = schema.faults([{}] * 300_000, budget_ms=5000)  # 0.9 MB of `{}`, as it arrives
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(found), truncated) == (100, True)
    assert peak < 5_000_000


def test_exactly_as_many_faults_as_the_limit_are_not_truncated() -> None:
    schema = compile_schema({"items": {"type": "string"}})
    found, truncated = schema.faults([1] * 100, budget_ms=5000)
    assert (len(found), truncated) == (100, False)


def test_when_time_is_up_the_first_fault_is_still_told() -> None:
    schema = compile_schema({"items": {"maximum": 5}})
    found, truncated = schema.faults([1] * 50 + [9], clock=itertools.count().__next__)
    assert ([(one.pointer, one.code) for one in found], truncated) == ([("/50", "maximum")], True)


# Where the library's name for a breach is broader than the keyword.
BROADER = {
    "dependentRequired": "required", "minContains": "contains", "maxContains": "contains",
    **dict.fromkeys(["items", "prefixItems", "properties", "patternProperties", "additionalProperties",
                     "dependentSchemas", "allOf", "then", "else", "$ref"], "false"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "schema", "document", "pointer"), BREACHES, ids=lambda value: str(value)[:40])
def test_the_librarys_own_fault_is_told_at_the_same_place(
    code: str, schema: Schema, document: object, pointer: str
) -> None:
    (found,), truncated = compile_schema(schema).faults(document, clock=itertools.count().__next__)
    assert truncated
    assert found.code in {code, BROADER.get(code)}
    around = {"propertyNames", "unevaluatedItems"}  # the library names no member, or names it by its value
    assert found.pointer == ("" if code in around else pointer)
    assert SECRET not in repr(found)


def test_a_fault_the_library_has_no_sentence_for_is_told_in_general() -> None:
    schema = compile_schema({"$defs": {"a": {"$dynamicAnchor": "a", "type": "string"}}, "$dynamicRef": "#a"})
    assert [(one.pointer, one.code) for one in schema.faults(1)[0]] == [("", "type")]


def test_a_schema_that_goes_in_circles_ends() -> None:
    schema = {"$ref": "#/$defs/tree", "$defs": {"tree": {"items": {"$ref": "#/$defs/tree"}, "type": "array"}}}
    document: object = 1
    for _ in range(60):
        document = [document]
    assert told(schema, document) == [("/0" * 60, "type")]


def test_a_valid_document_has_no_faults() -> None:
    assert compile_schema({"type": "string"}).faults("x") == ([], False)


def test_an_unknown_member_of_a_type_list_reads_as_words() -> None:
    assert fault("type", "", {"expected": ["array", "boolean"]}).en == "Must be a list or true or false."


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"status": "9999"}, "/status"), ({"participants": [{"role": "9999"}]}, "/participants/0/role")],
    ids=["in the schema itself", "behind a reference"],
)
def test_a_code_that_no_list_has_is_told_as_that_also_when_time_is_out(wrong: Schema, pointer: str) -> None:
    schema = Catalogue.load().validator("https://schemas.saphan.gov.la/justice/imported-case/v1")
    row = {"number": "1", "title": "ຄະດີ", "category": "civil", "place": "0101", "openedOn": "2019-05-14"}
    found, _ = schema.faults(row | wrong, clock=itertools.count().__next__)
    assert ("x-codelist", pointer) in [(one.code, one.pointer) for one in found]


def test_a_code_of_a_programme_list_is_told_what_is_right_and_of_many_what_is_near() -> None:
    (few,) = faults_of({"type": "string", "x-codelist": "sex"}, "x")
    right = sorted(Catalogue.load().codelist("sex").codes)
    assert (few.params["codes"], few.en) == (right, f"Is not a code of the list sex; there are: {', '.join(right)}.")
    (many,) = faults_of({"type": "string", "x-codelist": "participant-role"}, "witnes")
    roles = sorted(Catalogue.load().codelist("participant-role").codes)
    assert many.params == {
        "codelist": "participant-role",
        "codes": nearest(roles, "witnes"),
        "further": len(roles) - 10,
    }
    assert "witness" in many.en
    assert ("; nearest: " in many.en, "; ໃກ້ຄຽງ: " in many.lo) == (True, True)


def test_a_code_of_a_wrong_form_is_told_examples_of_its_list() -> None:
    place = Catalogue.load().validator("https://schemas.saphan.gov.la/shared/place/v1")
    (fault,) = place.faults("101")[0]
    assert fault.en.endswith("Does not have the form required, such as 01, 0101.")
    assert fault.lo.endswith("ເຊັ່ນ 01, 0101.")


# ---- who names a value


def test_who_refers_to_a_schema_names_the_value() -> None:
    """A place of birth is called that, and not what a place is called by itself; an item has the schema's own name."""
    place = {"type": "string", "x-label": {"lo": "ສະຖານທີ່", "en": "Place"}}
    chained = {"$ref": "#/$defs/place", "x-label": {"lo": "ບ່ອນ", "en": "Spot"}}
    schema = {
        "properties": {
            "birthPlace": {"$ref": "#/$defs/chained", "x-label": {"lo": "ບ່ອນເກີດ", "en": "Place of birth"}},
            "other": {"$ref": "#/$defs/place"},
            "list": {"items": {"$ref": "#/$defs/place"}, "x-label": {"lo": "ລາຍການ", "en": "Places"}},
        },
        "$defs": {"place": place, "chained": chained},
    }
    found = {one.pointer: one.en for one in faults_of(schema, {"birthPlace": 1, "other": 1, "list": [1]})}
    assert found == {
        "/birthPlace": "Place of birth: Must be a text.",
        "/other": "Place: Must be a text.",
        "/list/0": "Place: Must be a text.",
    }


@pytest.mark.parametrize("name", sorted(dialect.FORMATS))
def test_every_format_is_named_in_words_with_an_example(name: str) -> None:
    schema = compile_schema({"type": "string", "format": name})
    if name == "uri-reference":
        assert fault("format", "", {"format": name}).lo.startswith("ຕ້ອງເປັນທີ່ຢູ່ (URI)")
        return
    [found], _ = schema.faults("x y")
    assert found.code == "format"
    assert has_lao(found.lo)
    assert name not in found.lo
    assert found.en.startswith(("Must be a ", "Must be an "))
    example = found.en.removesuffix(".").partition(", such as ")[2]
    assert schema.is_valid(example), example
    assert f" ເຊັ່ນ {example}." in found.lo


DRAFT_FILE = "https://schemas.saphan.gov.la/documents/draft-file/v1"


@pytest.mark.parametrize(
    ("title", "code", "said"),
    [
        ("line\r\nX-Evil: y.pdf", "pattern", "Must be one line with at least one visible character"),
        ("invoice\u202efdp.exe", "pattern", "Must be one line with at least one visible character"),
        ("x" * 201, "maxLength", "The number of characters must be at most 200."),
        ("../../etc/passwd", "not", "A file's title leads to no other folder"),
        (".", "not", "A file's title leads to no other folder"),
        ("..\\x", "not", "A file's title leads to no other folder"),
    ],
)
def test_each_rule_of_a_title_is_told_by_its_own_sentence(title: str, code: str, said: str) -> None:
    document = {"uploadId": "upl_01k9s0zt4r7q2v5x8y1a3b6c9d", "role": "main", "title": title}
    faults, _ = Catalogue.load().validator(DRAFT_FILE).faults(document)
    assert [(each.pointer, each.code) for each in faults] == [("/title", code)]
    assert faults[0].en.startswith(f"Title of the file: {said}")


@pytest.mark.parametrize("title", ["ໜັງສື ເລກທີ 1/2026.pdf", "a/b.txt", "a\\b.txt", " x.txt ", ".gitignore", "a..b"])
def test_a_number_with_a_stroke_is_a_title(title: str) -> None:
    """It is saved under a name without one (`file_name`), and what a paper says is kept as it is (decision 0053)."""
    document = {"uploadId": "upl_01k9s0zt4r7q2v5x8y1a3b6c9d", "role": "main", "title": title}
    assert Catalogue.load().validator(DRAFT_FILE).is_valid(document)
