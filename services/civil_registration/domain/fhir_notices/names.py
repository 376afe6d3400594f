"""Names of persons in FHIR: in which script, of which use, and which of several comes first. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from contracts.lao import has_lao
from services.civil_registration.domain.fhir_notices.nodes import At, Node, found, steps_of
from services.civil_registration.domain.fhir_notices.notices import Notice, Reason
from services.civil_registration.domain.fhir_notices.readers import Reader, Target, ours_of, words
from services.civil_registration.domain.fhir_notices.tables import EXTENSIONS

_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_LANGUAGE: Final = "http://hl7.org/fhir/StructureDefinition/language"  # of whatever stands beside it
_LEGAL, _IN_LATIN, _ALIAS = "legal", "latin", "alias"
_SAYS_LANGUAGE: Final = steps_of(f"extension({_LANGUAGE}).valueCode")


def names(notice: Notice, target: Target, node: Node) -> None:
    """Read a HumanName; one in Lao letters comes first, whatever the order, and takes the place of another."""
    read = _name(notice, target, node)
    if read is None:
        return
    name, leaves = read
    first = notice.fact(target.fact)
    if first is None:
        notice.put(target.fact, name, leaves)
    elif first.value == name:
        first.leaves |= set(leaves)
    elif not target.others:
        notice.leave(leaves, Reason.TOO_MANY)
    elif name["script"] == "lao" and isinstance(first.value, dict) and first.value["script"] != "lao":
        notice.facts.remove(first)
        notice.put(target.fact, name, leaves)
        latin = first.value["script"] == "latin" and first.value["use"] == _LEGAL
        notice.add(target.others, first.value | ({"use": _IN_LATIN} if latin else {}), first.leaves)
    else:
        notice.add(target.others, name, leaves)


def _name(notice: Notice, target: Target, node: Node) -> tuple[dict[str, str], list[At]] | None:
    leaves: list[At] = []
    given = _joined(node, "given", leaves)
    family = _joined(node, "family", leaves)
    title = _joined(node, "prefix", leaves)
    whole = _joined(node, "text", leaves)
    full = whole or " ".join(part for part in (given, family) if part)
    if not full:
        return None
    script = "lao" if has_lao(full) else "latin" if _LATIN.search(full) else "other"
    stated = {"text": full, "given": given, "family": family, "title": title}
    name = {"use": _use(notice, target, node, script, leaves), "script": script}
    return name | {member: said for member, said in stated.items() if said}, leaves


def _use(notice: Notice, target: Target, node: Node, script: str, leaves: list[At]) -> str:
    """Return which of the person's names it is, by its use, its language, or else its letters."""
    said = None
    for stated in [*node.all("use"), *found(node, _SAYS_LANGUAGE)]:
        ours = ours_of(notice, target.codes, stated)
        if ours is not None:
            leaves += ours[1]
            said = said or ours[0]
    if said == _IN_LATIN:
        return _IN_LATIN if script == "latin" else _LEGAL
    if said is not None and not (said == _LEGAL and script == "latin" and notice.fact(target.fact) is not None):
        return said
    if notice.fact(target.fact) is None or script == "lao":
        return _LEGAL
    return _IN_LATIN if script == "latin" else _ALIAS


def _joined(node: Node, name: str, leaves: list[At]) -> str:
    """Return a text, or the texts of a list with blanks between, and note their leaves."""
    words = list[str]()
    for each in node.all(name):
        if isinstance(each.value, str) and each.value.strip():
            words.append(each.value.strip())
            leaves.append(each.at)
    return " ".join(words)


def name_or_names(notice: Notice, target: Target, node: Node) -> None:
    """Read the name of an organisation, which is a text, or that of a person."""
    if isinstance(node.value, str):
        words(notice, target, node)
    else:
        names(notice, replace(target, fact=target.others, others=""), node)


READERS: Final[Mapping[str, Reader]] = {"names": names, "name_or_names": name_or_names}
KNOWN_EXTENSIONS: Final = EXTENSIONS | {_LANGUAGE}
