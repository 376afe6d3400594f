"""Words of schemas: titles and descriptions from `x-label`, code lists spelt out or linked, lists of the directory."""

from collections.abc import Iterator
from typing import Any, Final

from contracts.catalogue import Catalogue
from contracts.codelists import CodeList
from contracts.dialect import Schema, transform
from contracts.in_directory import LISTS, MARK
from gateway.front.reference.document import SCHEMAS, Document, component_name, media_types, operations

CODE_LIST: Final = "x-codelist"
LIST_ADDRESS: Final = "/directory/v1/code-lists/"
# What says no more than the list of codes does.
_SAID_BY_CODES: Final = frozenset({"type", "minLength", "maxLength", "pattern", "x-message"})
_MOST_SPELT_OUT: Final = 100  # codes: a longer list is no reading matter, whoever governs it

_Part = dict[str, Any]  # Any: a schema that other people wrote


def put_words(document: Document, catalogue: Catalogue) -> None:
    """Give every schema of the document its words, in place, and add a component for each code list of ours."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    words = _Words(catalogue, frozenset(schemas))
    for name, schema in schemas.items():
        schemas[name] = words.of(schema)
    for holder in _holders(document):
        holder["schema"] = words.of(_named(holder["schema"], holder.get("name")))
    schemas |= words.lists


def _holders(document: Document) -> Iterator[Document]:
    """Yield what has a schema outside the components: parameters, and media types of requests and answers."""
    found: list[object] = []
    for item in document.get("paths", {}).values():
        found += item.get("parameters", ())
    for _, _, operation in operations(document):
        found += [*operation.get("parameters", ()), *(media for _, media in media_types(operation))]
    yield from (holder for holder in found if isinstance(holder, dict) and "schema" in holder)


def _named(schema: Schema, name: object) -> Schema:
    """Return a parameter's schema without the title that pydantic spells of its name (`openedFrom`: "Openedfrom")."""
    if isinstance(schema, dict) and isinstance(name, str) and schema.get("title") == _spelt(name):
        return {key: value for key, value in schema.items() if key != "title"}
    return schema


def _spelt(name: str) -> str:
    return name.replace("_", " ").title()


class _Words:
    """Puts words into schemas, and collects the code lists that they need."""

    def __init__(self, catalogue: Catalogue, taken: frozenset[str]) -> None:
        self._catalogue, self._taken = catalogue, taken
        self._names: Final = frozenset(catalogue.codelists())
        self.lists: Final[dict[str, _Part]] = {}

    def of(self, schema: Schema) -> Schema:
        return transform(schema, self._change)

    def _change(self, part: _Part) -> _Part:
        return _linked(_labelled(self._with_codes(part)))

    def _with_codes(self, part: _Part) -> _Part:
        name = part.get(CODE_LIST)
        if not isinstance(name, str) or name not in self._names:
            return part
        codelist, component = self._catalogue.codelist(name), component_name(name, "code")
        if not is_spelt_out(codelist):
            link = {"description": f"The codes of the national list {name}.", "url": LIST_ADDRESS + name}
            return {"externalDocs": link, **part}
        if component in self._taken or part.get("type") != "string" or "x-schema-id" in part:
            return part | {"enum": list(codelist.codes)}
        self.lists.setdefault(component, component_of(codelist, component))
        return {"$ref": SCHEMAS + component} | {key: part[key] for key in part if key not in _SAID_BY_CODES}


def is_spelt_out(codelist: CodeList) -> bool:
    """Tell whether a list is the programme's own: its codes change with the code, so a client may know them all."""
    return not codelist.is_national and len(codelist.codes) <= _MOST_SPELT_OUT


def component_of(codelist: CodeList, title: str) -> _Part:
    """Return a code list as a schema: an enum, with what each code means in both languages."""
    labels = [f"{code.en} · {code.lo}" for code in codelist.codes.values()]
    lines = [f"- `{code}`: {label}" for code, label in zip(codelist.codes, labels, strict=True)]
    return {
        "title": title,
        "description": f"Codes of the list {codelist.name}, version {codelist.version}.\n\n" + "\n".join(lines),
        "type": "string",
        "enum": list(codelist.codes),
        "x-enum-descriptions": labels,  # as generators of clients read it
        "x-enumDescriptions": dict(zip(codelist.codes, labels, strict=True)),  # as Redoc does
    }


def both(words: object) -> str:
    """Return a text in both languages as one line, or nothing where it is none."""
    if not isinstance(words, dict):
        return ""
    told = [words[language] for language in ("en", "lo") if isinstance(words.get(language), str)]
    return " · ".join(told)


def _labelled(part: _Part) -> _Part:
    label = part.get("x-label")
    told = [both(label), part.get("description", ""), both(part.get("x-message"))]
    said = [text for text in told if isinstance(text, str) and text]
    if not said:
        return part
    title = {"title": label["en"]} if isinstance(label, dict) and isinstance(label.get("en"), str) else {}
    return {**title, **part, "description": "\n\n".join(said)}


def _linked(part: _Part) -> _Part:
    what = part.get(MARK)
    if not isinstance(what, str) or what not in LISTS or "externalDocs" in part:
        return part
    return part | {"externalDocs": {"description": f"Every {what} that there is.", "url": LISTS[what]}}
