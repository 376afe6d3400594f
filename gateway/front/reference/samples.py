"""Code samples of each operation (`x-codeSamples`), one template per language, with an example of ours as the body.

What all calls need (token, proof, signature) stands once in a file per language below `/static/samples/`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from chassis.prints.templates import PlainTemplates
from gateway.front.reference.document import POINTER, Document, operations
from gateway.front.reference.shared_parts import LEGAL_ACT

_ID: Final = re.compile(r"\^([a-z]{3})_\[0-9a-hjkmnp-tv-z\]\{26\}\$")  # of our own records
_PLAIN: Final = "{}:@!$()*,;"  # of a path besides letters (RFC 3986 §3.3), and the braces of what nobody knows
_ANY_ID: Final = "01k9s0zt4r7q2v5x8y1a3b6c9d"
_PLACE: Final = re.compile(r"\{(\w+)\}")
_LITERAL: Final = re.compile(r'"(?:\\.|[^"\\])*"|\b(?:true|false|null)\b')
_IN_PYTHON: Final = {"true": "True", "false": "False", "null": "None"}
_JSON: Final = "application/json"


class Language(NamedTuple):
    """A language of samples: what highlighters call it, what readers see, and its template."""

    lang: str
    label: str
    template: str


LANGUAGES: Final = (
    Language("Shell", "curl", "curl"),
    Language("Python", "Python", "python"),
    Language("TypeScript", "TypeScript", "typescript"),
    Language("Java", "Java", "java"),
    Language("C#", "C# (not run here)", "csharp"),
)


def _python(text: str) -> str:
    literal = _LITERAL.sub(lambda found: _IN_PYTHON.get(found[0], found[0]), text)
    return re.sub(r"(?m)^ +", lambda blanks: blanks[0] * 2, literal)


def _java(text: str) -> str:
    return text.replace("\\", "\\\\")  # within a text block


_TEMPLATES: Final = PlainTemplates("gateway.front", "templates/samples", python=_python, java=_java, string_=json.dumps)


def put_samples(document: Document, public_url: str, own: Mapping[str, object], purpose: str) -> None:
    """Give every operation of a service its samples, in place; how tokens are got stands in the shared files.

    `purpose` is what a sample asks a token for where an operation serves every purpose.
    """
    for path, method, operation in operations(document):
        if path in own:
            continue
        purposes = operation.get("x-purposes", [purpose])
        told = _told(path, method, operation, document) | {"url": public_url, "purpose": next(iter(purposes), purpose)}
        operation["x-codeSamples"] = [
            {"lang": each.lang, "label": each.label, "source": _source(each.template, told)} for each in LANGUAGES
        ]


def _source(template: str, told: Mapping[str, object]) -> str:
    return _TEMPLATES.render(f"{template}.jinja", **told).strip() + "\n"


def _told(path: str, method: str, operation: Document, document: Document) -> dict[str, object]:
    content = operation.get("requestBody", {}).get("content", {})
    media_type, body = next(iter(content), None), _body(content, document)
    parameters = list(_parameters(operation, document))
    headers = [(each["name"], each["example"]) for each in parameters if each["name"] == "If-Match"]
    if media_type is not None:
        headers.insert(0, ("Content-Type", media_type))
    return {
        "name": _class(str(operation.get("operationId", "sample"))),
        "method": method.upper(),
        "path": _address(path, parameters),
        "public": operation.get("security") == [],
        "signed": operation.get(LEGAL_ACT) is True,
        "keyed": any(each["name"] == "Idempotency-Key" for each in parameters),
        "headers": headers,
        "body": body,
        "file": "file" if media_type is not None and body is None else None,
    }


def _class(operation_id: str) -> str:
    name = re.sub(r"\W", "", operation_id)
    return name[:1].upper() + name[1:]


def _parameters(operation: Document, document: Document) -> Iterator[Document]:
    shared = document.get("components", {}).get("parameters", {})
    for each in operation.get("parameters", ()):
        found = shared.get(str(each.get("$ref", "")).removeprefix(f"{POINTER}parameters/"), each)
        if "name" in found:
            yield found


def _address(path: str, parameters: list[Document]) -> str:
    """Return the path with an example in each place, and the parameters without which there is no answer."""
    values = {each["name"]: _value(each) for each in parameters}
    asked = [each["name"] for each in parameters if each.get("in") == "query" and each.get("required")]
    query = "&".join(f"{name}={values[name]}" for name in asked)
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), path) + (f"?{query}" if query else "")


def _value(parameter: Document) -> str:
    schema = parameter.get("schema", {})
    known = _ID.fullmatch(str(schema.get("pattern", ""))) if isinstance(schema, dict) else None
    if known and "example" not in parameter:
        parameter["example"] = f"{known[1]}_{_ANY_ID}"
    said = schema.get("examples") or schema.get("enum") if isinstance(schema, dict) else None
    named = [each["value"] for each in parameter.get("examples", {}).values() if "value" in each]
    # what another author gave no example for is left as a place to be filled in
    found = parameter.get("example", [*named, *(said if isinstance(said, list) else ()), f"{{{parameter['name']}}}"][0])
    return quote(str(found), safe=_PLAIN)


def _body(content: Document, document: Document) -> str | None:
    """Return the shortest example of a JSON body, spelt to be read; of a file there is none."""
    media = content.get(_JSON)
    if not isinstance(media, dict):
        return None
    shared = document.get("components", {}).get("examples", {})
    choices = [_example(each, shared) for each in media.get("examples", {}).values()] or [{}]
    return min((json.dumps(each, ensure_ascii=False, indent=2) for each in choices), key=len)


def _example(each: Document, shared: Document) -> Any:  # Any: JSON of any schema
    found = shared.get(str(each.get("$ref", "")).removeprefix(f"{POINTER}examples/"), each)
    return found.get("value", {})
