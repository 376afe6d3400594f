"""The pages as HTML, rendered by the server with Jinja2."""

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from chassis.prints.templates import Templates
from chassis.prints.words import Words
from contracts.pointers import pointer_to
from contracts.problems import Language
from gateway.directory.publicity import MARK as PUBLIC
from gateway.front import schemas, words
from gateway.front.merged import full_path
from gateway.front.page_data import Counts, DirectoryPage, ListedService
from gateway.front.reference.document import operations
from gateway.front.refusals import Refusal
from gateway.front.schemas import Version, Versions

LAO: Final = re.compile(r"[\u0e81-\u0edf]")
PARTICULAR: Final = re.compile(r"\{([a-zA-Z_]+)\}")


def sentence(template: Words, language: Language) -> Markup:
    """Return a refusal's sentence with its particulars in words: `{limit}` becomes a variable."""

    def named(found: re.Match[str]) -> str:
        return f"<var>{escape(words.particular(found[1], language))}</var>"

    said = str(escape(template.in_language(language)))
    return Markup(PARTICULAR.sub(named, said))  # noqa: S704 - both parts are escaped


TEMPLATES: Final = Templates("gateway.front")


def start_page(directory: DirectoryPage, counts: Counts, language: Language, *, sandbox: bool) -> str:
    """Return the start page: what this is, the services, the members, the numbers."""
    return _render(
        "start.html",
        language,
        "/",
        directory=directory,
        counts=counts,
        sandbox=sandbox,
        anchor=_anchor,
        calls=_calls,
        for_everybody=_for_everybody,
        about=partial(about, language=language),
        name=partial(name_of, language=language),
    )


def refusals_page(refusals: list[Refusal], language: Language) -> str:
    """Return the list of every refusal."""
    return _render("refusals.html", language, "/problems", refusals=refusals)


def refusal_page(refusal: Refusal, language: Language) -> str:
    """Return the page of one refusal, which the `type` of a problem points at."""
    return _render("refusal.html", language, f"/problems/{refusal.code}", refusal=refusal)


def schemas_page(versions: Sequence[Version], language: Language) -> str:
    """Return the list of every national schema in its newest version."""
    return _render("schemas.html", language, "/schemas", versions=versions)


def schema_page(versions: Sequence[Version], every: Versions, language: Language) -> str:
    """Return the page of one schema: what its newest version says, and how it came to be so.

    Every other schema is there for what it has in common with one.
    """
    newest = versions[0]
    return _render(
        "schema.html",
        language,
        f"/schemas/{newest.name.domain}/{newest.name.name}",
        versions=versions,
        newest=newest,
        described=_by_language(str(newest.document["description"])),
        whole=schemas.whole(newest),
        members=schemas.members(newest, every),
        examples=schemas.examples(newest),
    )


def reference_page(name: str, source: str) -> str:
    """Return the page on which Swagger UI or Redoc shows the document at `source`."""
    return TEMPLATES.render(f"{name}.html", "en", source=source)


def _render(template: str, language: Language, here: str, **shown: object) -> str:
    return TEMPLATES.render(
        template,
        language,
        other="en" if language == "lo" else "lo",
        here=here,
        say=partial(words.say, language=language),
        kind=partial(words.kind_of_member, language=language),
        word=partial(Words.in_language, language=language),
        sentence=partial(sentence, language=language),
        **shown,
    )


def about(service: ListedService, language: Language) -> Words:
    """Return a service's description, under `lo` or `en` by the language it is in; the other one is empty.

    A document has one summary and, by custom of the house, a description in English and then in Lao.
    """
    info: Any = service.document.get("info", {})  # Any: another author's document
    description = str(info.get("description", ""))
    lao = LAO.search(description)
    if language == "lo" and lao:
        return Words(lo=description[lao.start() :], en="")
    return Words(lo="", en=str(info.get("summary") or description))


def name_of(service: ListedService, language: Language) -> Words:
    """Return what a service is called, under `lo` or `en` by the language it is in; the other one is empty."""
    info: Any = service.document.get("info", {})  # Any: another author's document
    label = info.get("x-label")
    if language == "lo" and isinstance(label, dict) and label.get("lo"):
        return Words(lo=str(label["lo"]), en="")
    return Words(lo="", en=str(info.get("title", service.name)))


def _by_language(description: str) -> Words:
    """Return a description that is in English and then in Lao, as `Words`; without Lao both are the English one."""
    lao = LAO.search(description)
    if lao is None:
        return Words(lo="", en=description)
    return Words(lo=description[lao.start() :], en=description[: lao.start()].rstrip())


def _calls(service: ListedService) -> list[tuple[str, str, str]]:
    """List a service's operations as (METHOD, full path, summary)."""
    return [
        (method.upper(), full_path(service, path), str(operation.get("summary", "")))
        for path, method, operation in operations(service.document)
    ]


def _for_everybody(services: Iterable[ListedService]) -> list[tuple[str, str, str, str]]:
    """List what anybody may call as (METHOD, full path, summary, where its OpenAPI document describes it)."""
    return [
        (
            method.upper(),
            full_path(service, path),
            str(operation.get("summary", "")),
            f"/openapi/{service.name}.json#{quote(pointer_to(('paths', path, method)), safe='/~')}",
        )
        for service in services
        for path, method, operation in operations(service.document)
        if operation.get(PUBLIC) is True
    ]


def _anchor(title: str) -> str:
    """Return the fragment under which Redoc finds a tag."""
    return "tag/" + title.replace(" ", "-")
