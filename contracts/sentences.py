"""Lao and English sentences for every violated JSON Schema keyword."""

from collections.abc import Mapping, Sequence
from typing import Final

from contracts import texts
from contracts.codelists import label_of, names_in
from contracts.nearest import said_of
from contracts.problems import Fault

# keyword → (Lao, English); the particulars come from the schema, never from the document: no value is ever echoed.
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "type": ("ຕ້ອງເປັນ {expected_lo}.", "Must be {expected_en}."),
    "enum": ("ບໍ່ແມ່ນຄ່າທີ່ອະນຸຍາດ{options_said}.", "Is not one of the values allowed{options_said}."),
    "const": ("ບໍ່ແມ່ນຄ່າດຽວທີ່ອະນຸຍາດ{options_said}.", "Is not the one value allowed{options_said}."),
    "multipleOf": ("ຕ້ອງເປັນຈຳນວນທີ່ຫານ {limit} ລົງຕົວ.", "Must be a multiple of {limit}."),
    "maximum": ("ຕ້ອງບໍ່ເກີນ {limit}.", "Must be at most {limit}."),
    "exclusiveMaximum": ("ຕ້ອງໜ້ອຍກວ່າ {limit}.", "Must be less than {limit}."),
    "minimum": ("ຕ້ອງບໍ່ຕ່ຳກວ່າ {limit}.", "Must be at least {limit}."),
    "exclusiveMinimum": ("ຕ້ອງຫຼາຍກວ່າ {limit}.", "Must be more than {limit}."),
    "maxLength": ("ຍາວໄດ້ບໍ່ເກີນ {limit} ຕົວອັກສອນ.", "The number of characters must be at most {limit}."),
    "minLength": ("ຕ້ອງຍາວຢ່າງໜ້ອຍ {limit} ຕົວອັກສອນ.", "The number of characters must be at least {limit}."),
    "pattern": ("ຮູບແບບບໍ່ຖືກຕ້ອງ{example_lo}.", "Does not have the form required{example_en}."),
    "format": ("ຕ້ອງເປັນ{format_lo}{example_lo}.", "Must be {format_en}{example_en}."),
    "contentEncoding": ("ການເຂົ້າລະຫັດເນື້ອໃນບໍ່ຖືກຕ້ອງ.", "The content is not encoded as required."),
    "contentMediaType": ("ຊະນິດເນື້ອໃນບໍ່ຖືກຕ້ອງ.", "The content is not of the media type required."),
    "maxItems": ("ມີໄດ້ບໍ່ເກີນ {limit} ລາຍການ.", "The number of items must be at most {limit}."),
    "minItems": ("ຕ້ອງມີຢ່າງໜ້ອຍ {limit} ລາຍການ.", "The number of items must be at least {limit}."),
    "uniqueItems": ("ມີລາຍການທີ່ຊ້ຳກັນ.", "Has the same item twice."),
    "items": ("ບໍ່ອະນຸຍາດໃຫ້ມີລາຍການນີ້.", "This item is one too many."),
    "prefixItems": ("ບໍ່ອະນຸຍາດໃຫ້ມີລາຍການນີ້.", "This item is not allowed here."),
    "unevaluatedItems": ("ບໍ່ອະນຸຍາດໃຫ້ມີລາຍການນີ້.", "This item is not allowed."),
    "contains": ("ຂາດລາຍການທີ່ຕ້ອງມີ.", "Lacks an item that is required in it."),
    "minContains": (
        "ຕ້ອງມີລາຍການທີ່ກຳນົດຢ່າງໜ້ອຍ {limit}.",
        "The number of items of the kind required must be at least {limit}.",
    ),
    "maxContains": ("ມີລາຍການທີ່ກຳນົດໄດ້ບໍ່ເກີນ {limit}.", "The number of items of that kind must be at most {limit}."),
    "maxProperties": ("ມີໄດ້ບໍ່ເກີນ {limit} ຊ່ອງຂໍ້ມູນ.", "The number of members must be at most {limit}."),
    "minProperties": ("ຕ້ອງມີຢ່າງໜ້ອຍ {limit} ຊ່ອງຂໍ້ມູນ.", "The number of members must be at least {limit}."),
    "required": ("ຂາດຂໍ້ມູນນີ້.", "Is missing."),
    "dependentRequired": ("ຂາດຂໍ້ມູນນີ້; ຕ້ອງມີເມື່ອມີ {because}.", "Is missing; it is required together with {because}."),
    "properties": ("ບໍ່ອະນຸຍາດໃຫ້ມີຂໍ້ມູນນີ້.", "Must not be given here."),
    "patternProperties": ("ບໍ່ອະນຸຍາດໃຫ້ມີຂໍ້ມູນນີ້.", "Must not be given here."),
    "additionalProperties": ("ບໍ່ຮູ້ຈັກຊ່ອງຂໍ້ມູນນີ້.", "Is not a known member here."),
    "unevaluatedProperties": ("ບໍ່ຮູ້ຈັກຊ່ອງຂໍ້ມູນນີ້.", "Is not a known member here."),
    "propertyNames": ("ຊື່ຊ່ອງຂໍ້ມູນບໍ່ຖືກຮູບແບບ.", "This member's name does not have the form required."),
    "dependentSchemas": ("ບໍ່ເຂົ້າກັບຂໍ້ມູນອື່ນທີ່ໃຫ້ມາ.", "Does not go together with another member given."),
    "allOf": ("ບໍ່ຄົບທຸກເງື່ອນໄຂ.", "Does not meet every condition."),
    "anyOf": ("ບໍ່ກົງກັບທາງເລືອກໃດເລີຍໃນ {alternatives}.", "Fits none of the {alternatives} alternatives."),
    "oneOf": ("ຕ້ອງກົງກັບທາງເລືອກດຽວໃນ {alternatives}.", "Must fit exactly one of the {alternatives} alternatives."),
    "not": ("ຢູ່ໃນຮູບແບບທີ່ບໍ່ອະນຸຍາດ.", "Has a form that is not allowed."),
    "if": ("ບໍ່ຄົບເງື່ອນໄຂ.", "Does not meet the condition."),
    "then": ("ບໍ່ຄົບເງື່ອນໄຂທີ່ຕາມມາ.", "Does not meet what follows from another member."),
    "else": ("ບໍ່ຄົບເງື່ອນໄຂທີ່ຕາມມາ.", "Does not meet what follows from another member."),
    "false": ("ບໍ່ອະນຸຍາດໃຫ້ມີຢູ່ນີ້.", "Must not be given here."),
    "$ref": ("ບໍ່ກົງກັບຂໍ້ກຳນົດ.", "Does not match its contract."),
    "x-codelist": ("ບໍ່ມີລະຫັດນີ້ໃນບັນຊີລະຫັດ {codelist_lo}{more_lo}.", "Is not a code of the list {codelist}{more_en}."),
    "x-code-date": (
        "ລະຫັດໃນບັນຊີ {codelist_lo} ນີ້ບໍ່ມີຜົນໃຊ້ໃນວັນທີ່ກ່ຽວຂ້ອງ.",
        "This code of the list {codelist} was not valid on the date that counts.",
    ),
}

# Those that need no particulars: what a schema `false` is told by, and what the library's own faults are told by.
PLAIN: Final = frozenset(code for code, (_, en) in SENTENCES.items() if "{" not in en) | {"enum", "const", "pattern"}

_SAY_THEMSELVES: Final = frozenset({"type", "maxLength", "minLength"})

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("ຂໍ້ຄວາມ", "a text"),
    "number": ("ຕົວເລກ", "a number"),
    "integer": ("ຈຳນວນເຕັມ", "a whole number"),
    "boolean": ("ແມ່ນ ຫຼື ບໍ່ແມ່ນ (true, false)", "true or false"),
    "array": ("ລາຍການ", "a list"),
    "object": ("ກຸ່ມຂໍ້ມູນ", "an object"),
    "null": ("ຄ່າຫວ່າງ (null)", "null"),
}

# format → in words; what a schema may name is `dialect.FORMATS`
FORMATS: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("ວັນທີທີ່ມີຈິງ (ປີ-ເດືອນ-ວັນ)", "a day that exists (year-month-day)"),
    "date-time": ("ວັນທີ ແລະ ເວລາທີ່ມີຈິງ ພ້ອມເຂດເວລາ", "a day and time that exist, with the time zone"),
    "time": ("ເວລາທີ່ມີຈິງ ພ້ອມເຂດເວລາ", "a time of day that exists, with the time zone"),
    "duration": ("ໄລຍະເວລາຕາມ ISO 8601", "a length of time as ISO 8601 writes it"),
    "email": ("ທີ່ຢູ່ອີເມວ", "an e-mail address"),
    "uri": ("ທີ່ຢູ່ເຕັມ (URI)", "a whole address (URI)"),
    "uri-reference": ("ທີ່ຢູ່ (URI) ເຕັມ ຫຼື ບາງສ່ວນ", "an address (URI), whole or the last part of one"),
    "uuid": ("ລະຫັດ UUID", "a UUID"),
    "ipv4": ("ທີ່ຢູ່ IPv4", "an IPv4 address"),
    "ipv6": ("ທີ່ຢູ່ IPv6", "an IPv6 address"),
}

_EXAMPLES: Final[Mapping[str, str]] = {
    "date": "2024-05-31",
    "date-time": "2024-05-31T08:30:00+07:00",
    "time": "08:30:00+07:00",
    "duration": "P3D",
    "email": "name@example.la",
    "uri": "https://example.la/page",
    "uri-reference": "/page",
    "uuid": "018f3c1e-7b1a-7c3d-9f00-0123456789ab",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}


def fault(
    code: str,
    pointer: str | None,
    params: Mapping[str, object] | None = None,
    *,
    label: Mapping[str, str] | None = None,
    message: Mapping[str, str] | None = None,
) -> Fault:
    """Return the fault with its sentences: the schema's `x-message` if it has one, with the member's label in front.

    An `x-message` tells what a text is to look like: that it is too long, or no text, has its own sentence.
    """
    stated = dict(params or {})
    words = stated | _spelt_out(code, stated)
    lo, en = (text.format_map(words) for text in SENTENCES[code])
    message = message or texts.MESSAGES.get(str(stated.get("pattern"))) if code == "pattern" else message
    if message is not None and code not in _SAY_THEMSELVES:
        lo, en = message["lo"], message["en"]
    if label is not None:
        lo, en = f"{label['lo']}: {lo}", f"{label['en']}: {en}"
    return Fault(code=code, lo=lo, en=en, pointer=pointer, params=stated)


def _spelt_out(code: str, params: Mapping[str, object]) -> dict[str, object]:
    """Return the further parameters of a sentence: type names in words, an example of a format."""
    if code == "type":
        expected = params["expected"]
        names = [expected] if isinstance(expected, str) else expected if isinstance(expected, Sequence) else []
        return {
            "expected_lo": " ຫຼື ".join(TYPES[str(name)][0] for name in names),
            "expected_en": " or ".join(TYPES[str(name)][1] for name in names),
        }
    if code in {"enum", "const"}:
        options = params.get("options", [params["expected"]] if "expected" in params else [])  # none of a long list
        said = ", ".join(map(str, options)) if isinstance(options, Sequence) else ""
        return {"options_said": f": {said}" if said else ""}
    if code == "x-codelist":
        codes, name = params.get("codes", ()), str(params["codelist"])
        right = list(codes) if isinstance(codes, Sequence) else []
        lo, en = said_of(right, names_in(name) if right else {}, is_all="further" not in params)
        return {"more_lo": lo, "more_en": en, "codelist_lo": label_of(name)}
    if code == "x-code-date":
        return {"codelist_lo": label_of(str(params["codelist"]))}
    if code in {"format", "pattern"}:
        examples = params.get("examples", ())
        named = ", ".join(map(str, examples)) if isinstance(examples, Sequence) else ""
        name = str(params.get("format"))
        example = named or _EXAMPLES.get(name)
        named_lo, named_en = FORMATS.get(name, (name, f"a valid {name}"))  # of others, what their schema calls it
        return {
            "format_lo": named_lo,
            "format_en": named_en,
            "example_lo": f" ເຊັ່ນ {example}" if example else "",
            "example_en": f", such as {example}" if example else "",
        }
    return {}
