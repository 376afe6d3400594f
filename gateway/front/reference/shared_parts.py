"""What every operation has in common, as shared components: headers of requests and answers, refusals, a 304."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final

from chassis.http.answer_headers import HEADERS
from contracts.openapi_lint import LIMITS
from contracts.status_titles import TITLES_LO
from gateway.directory.publicity import MARK as PUBLIC
from gateway.front.reference.document import POINTER, SCHEMAS, Document, operations
from gateway.front.reference.words import both

LEGAL_ACT: Final = "x-legal-act"
_UNTOLD: Final = frozenset({"", "Successful Response"})  # what FastAPI says of every answer
_OF_ANY: Final = ("API-Version", "traceparent")
_RATES: Final = ("RateLimit-Policy", "RateLimit", *LIMITS)
_RECORDED: Final = ("Exchange-Id", "Exchange-Receipt", *_RATES)  # of a system that is known
_OF_STATUS: Final = {
    "401": ("WWW-Authenticate", "DPoP-Nonce"),
    "409": ("Retry-After",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}
_SUCCESS: Final = {"201": "Created: {}", "202": "Taken on: {}", "204": "Done; there is no body."}
_THE_RECORD: Final = "what was asked for."


def put_shared_parts(document: Document, own: Collection[str] = ()) -> None:
    """Give every operation the headers that it takes and answers with, and every answer a sentence, in place.

    The gateway's own paths refer to what is shared by themselves.
    """
    known = _known()
    for path, method, operation in operations(document):
        if path in own:
            continue
        _put_parameters(method, operation, known["parameters"])
        if method == "get" and any("application/json" in each.get("content", {}) for each in _answers(operation)):
            operation["responses"].setdefault("304", {"$ref": f"{POINTER}responses/NotModified"})
        for status, answer in operation.get("responses", {}).items():
            if isinstance(answer, dict) and "$ref" not in answer:
                _put_headers(method, status, answer, operation.get(PUBLIC) is True, known["headers"])
                _put_sentence(status, answer, document)
        operation["responses"] = dict(sorted(operation.get("responses", {}).items()))
    _share_refusals(document)
    _put_used(document, known)


@cache
def _known() -> Document:
    found: Document = json.loads(files(__package__).joinpath("shared_parts.json").read_text(encoding="utf-8"))
    found["headers"] |= HEADERS
    return found


def _answers(operation: Document) -> Iterator[Document]:
    yield from (each for each in operation.get("responses", {}).values() if isinstance(each, dict))


def _put_parameters(method: str, operation: Document, known: Document) -> None:
    """Refer to the shared parameters: those that the operation declares itself, and those of the gateway."""
    wanted = ["Accept-Language"]
    if operation.get(LEGAL_ACT) is True:
        wanted += ["Content-Digest", "Signature-Input", "Signature"]
    elif operation.get(PUBLIC) is not True:
        wanted.append("DPoP")
    if method == "get":
        wanted.append("If-None-Match")
    kept, declared = [], set()
    for parameter in operation.get("parameters", ()):
        name = str(parameter.get("name")) if parameter.get("in") == "header" else ""
        declared.add(name)
        same = name in known and known[name]["required"] == parameter.get("required", False)
        kept.append({"$ref": f"{POINTER}parameters/{name}"} if same else parameter)
    added = [{"$ref": f"{POINTER}parameters/{name}"} for name in wanted if name not in declared]
    operation["parameters"] = kept + added


def _put_headers(method: str, status: str, answer: Document, public: bool, known: Document) -> None:
    names = [*_OF_ANY, *_OF_STATUS.get(status, ())]
    if not public and status != "401":
        names += _RECORDED
    if status.startswith("2"):
        names += ["Cache-Control", *(["ETag"] if method == "get" else ["Idempotent-Replayed"])]
    else:
        names.append("Content-Language")
    headers = answer.setdefault("headers", {})
    for name in names:
        headers.setdefault(name, {})
    for name, header in headers.items():
        if name in known and isinstance(header, dict) and not header.get("description"):
            headers[name] = {"$ref": f"{POINTER}headers/{name}"}


def _put_sentence(status: str, answer: Document, document: Document) -> None:
    if answer.get("description", "").strip() not in _UNTOLD:
        return
    bodies = [_about(media, document) for media in answer.get("content", {}).values()]
    said = next((text for text in bodies if text), "")
    if status.startswith("2"):
        answer["description"] = _SUCCESS.get(status, "{}").format(said or _THE_RECORD)
    else:
        answer["description"] = _phrase(status)


def _about(media: Any, document: Document) -> str:  # Any: another author's document
    """Return what the schema of a body is called in both languages, or the first sentence about it."""
    schema = media.get("schema") if isinstance(media, dict) else None
    name = str(schema.get("$ref", "")) if isinstance(schema, dict) else ""
    schema = document.get("components", {}).get("schemas", {}).get(name.removeprefix(SCHEMAS), schema)
    if not isinstance(schema, dict):
        return ""
    text = both(schema.get("x-label")) or str(schema.get("description", "")).split("\n")[0].split(". ")[0]
    return text.rstrip(".") + "." if text else ""


def _phrase(status: str) -> str:
    if not status.isdecimal() or int(status) not in set(HTTPStatus):
        return "Any other answer."
    known = HTTPStatus(int(status))
    return both({"en": known.phrase} | ({"lo": TITLES_LO[known]} if known in TITLES_LO else {})) + "."


def _share_refusals(document: Document) -> None:
    """Let the refusals that most operations have alike stand once: `Refused404`."""
    texts: dict[str, Counter[str]] = {}
    for answers, status in _refusals(document):
        texts.setdefault(status, Counter())[json.dumps(answers[status], sort_keys=True)] += 1
    responses = document.setdefault("components", {}).setdefault("responses", {})
    free = {status: counted for status, counted in texts.items() if f"Refused{status}" not in responses}
    shared = {status: text for status, counted in free.items() for text, _ in counted.most_common(1)}
    for answers, status in list(_refusals(document)):
        if json.dumps(answers[status], sort_keys=True) == shared.get(status):
            answers[status] = {"$ref": f"{POINTER}responses/Refused{status}"}
    responses |= {f"Refused{status}": json.loads(text) for status, text in sorted(shared.items())}


def _refusals(document: Document) -> Iterator[tuple[Document, str]]:
    for _, _, operation in operations(document):
        answers = operation.get("responses", {})
        for status, answer in answers.items():
            if status[:1] in {"4", "5"} and isinstance(answer, dict) and "$ref" not in answer:
                yield answers, status


def _put_used(document: Document, known: Document) -> None:
    """Add the shared components that something refers to; a service's own of the same name stays."""
    components = document.setdefault("components", {})
    for section in ("responses", "parameters", "headers"):  # what an answer refers to comes after it
        used = json.dumps(document)
        for name, value in known[section].items():
            if f'"{POINTER}{section}/{name}"' in used:
                components.setdefault(section, {}).setdefault(name, value)
