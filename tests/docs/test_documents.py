"""The documents are true to the files: links lead somewhere, settings and refusals are named, decisions are listed."""

import re
from itertools import groupby
from pathlib import Path
from typing import Final

import pytest

from cli.components import COMPONENTS, Component
from cli.rights.page import page as page_of_rights
from cli.roads_page import page as page_of_roads
from cli.settings_page import page
from cli.variables import known_names
from services.case_registry.domain.table import TABLE
from services.case_registry.domain.words import PAUSES
from tests.architecture.house_rules import ROOT

DOCUMENTS: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK: Final = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
RULE: Final = re.compile(r"\s*\|(\s*:?-+:?\s*\|)+\s*")
CODE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def name_of(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def anchors(document: Path) -> set[str]:
    """Return the fragments of a document's headings, as the common Markdown renderers make them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(CODE.sub("", document.read_text("utf-8"))):
        path, _, anchor = target.partition("#")
        if path.startswith(("http:", "https:")):
            continue
        aimed = (document.parent / path).resolve() if path else document
        assert aimed.exists(), target
        assert not anchor or anchor in anchors(aimed), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_row_stands_in_a_table(document: Path) -> None:
    lines = CODE.sub("", document.read_text("utf-8")).splitlines()
    for is_table, block in groupby(lines, lambda line: line.lstrip().startswith("|")):
        rows = list(block)
        assert not is_table or (len(rows) > 1 and RULE.fullmatch(rows[1])), f"shown as text: {rows[0]}"


def test_every_decision_is_listed_and_has_its_four_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    for number, decision in enumerate(decisions, start=1):
        text = decision.read_text("utf-8")
        title = text.partition("\n")[0]
        assert decision.name.startswith(f"{number:04}-")
        assert f"[{number:04}]({decision.name}) | {title.removeprefix(f'# {number:04} ')} |" in index
        parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"]
        assert len(text.splitlines()) < 60, "one page"


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "settings.md").read_text("utf-8") == page(), "make settings"


def test_the_page_of_rights_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "rights.md").read_text("utf-8") == page_of_rights(), "make rights"


def test_the_page_of_roads_is_what_the_table_says_and_draws_every_road() -> None:
    told = (ROOT / "docs" / "roads.md").read_text("utf-8")
    assert told == page_of_roads(), "make roads"
    for row in TABLE.moves:
        assert f"| `{row.source}` | `{row.target}` | {row.by}" in told
        if PAUSES.isdisjoint({row.source, row.target}) and not row.reverses:
            assert re.search(rf"^  {row.source} -->\|[a-z, ]*{row.by}[a-z, ]*\| {row.target}$", told, re.MULTILINE)


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda component: component.name)
def test_every_setting_is_on_the_page(component: Component) -> None:
    told = (ROOT / "docs" / "settings.md").read_text("utf-8")
    fields = component.settings_class().model_fields
    shared = {name for name in fields if f"| `SAPHAN_<COMPONENT>_{name.upper()}` |" in told}
    own = {name for name in fields if f"| `{component.prefix}{name.upper()}` |" in told}
    assert set(fields) == shared | own


def test_no_document_names_a_variable_that_nobody_reads() -> None:
    told = {
        variable
        for document in DOCUMENTS
        for variable in re.findall(r"`(SAPHAN_[A-Z_]+[A-Z])(?:=[^`]*)?`", document.read_text("utf-8"))
    }
    samples = ROOT.glob("gateway/front/static/samples/*")
    of_samples = {name for each in samples for name in re.findall(r"SAPHAN_[A-Z_]+[A-Z]", each.read_text("utf-8"))}
    assert {"SAPHAN_BUS_URL", "SAPHAN_CREDENTIALS"} <= told
    assert told - set(known_names()) - of_samples == set()


def test_every_folder_of_the_house_is_on_the_map() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()}
    folders = {entry.name for entry in ROOT.iterdir() if entry.is_dir() and not entry.name.startswith(".")} - ignored
    mapped = set(re.findall(r"^\| `([a-z0-9]+)/` \|", readme, re.MULTILINE))
    assert mapped <= folders
    assert folders - mapped <= {"requirements"}


def test_the_rooms_of_the_chassis_are_in_the_architecture() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table, _, _ = page.partition("**The chassis** is ")[2].partition("**A service**")
    cells = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    rooms = {entry.parent.name for entry in (ROOT / "chassis").glob("*/__init__.py")}
    assert {room for cell in cells for room in re.findall(r"`([a-z_]+)`", cell)} == rooms


def test_the_packages_of_the_gateway_are_on_both_maps() -> None:
    packages = {entry.parent.name for entry in (ROOT / "gateway").glob("*/__init__.py")} - {"migrations"}
    (row,) = re.findall(r"^\| `gateway/` \| .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`([a-z_]+)/`", row)) - {"gateway"} == packages
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    told, _, _ = page.partition("**The gateway** is ")[2].partition("**National schemas**")
    assert packages <= set(re.findall(r"`([a-z_]+)`", told))


@pytest.mark.parametrize("folder", ["chassis", "cli"])
def test_the_rooms_of_a_folder_are_on_the_map(folder: str) -> None:
    rooms = {entry.parent.name for entry in (ROOT / folder).glob("*/__init__.py")}
    (row,) = re.findall(rf"^\| `{folder}/` \| .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"`([a-z_]+)/`", row)) - {folder} == rooms


ANSWERS: Final = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("\n## Where do I add")[2].partition("\n## ")[0]
QUESTION: Final = re.compile(r"^\*\*an? (.+)\?\*\*\n\n((?:[0-9]\. .+\n)+)", re.MULTILINE)
FILE: Final = re.compile(r"(?<![\w/])((?:[a-z_]+/)+[a-z_]+\.(?:py|toml|md))\b")


def test_where_to_add_what_is_answered_in_three_lines() -> None:
    answered = {kind: [line[:2] for line in lines.splitlines()] for kind, lines in QUESTION.findall(ANSWERS)}
    assert {"operation", "refusal", "event", "code list"} <= set(answered)
    assert len(answered) == ANSWERS.count("?**")
    assert all(numbers == ["1.", "2.", "3."] for numbers in answered.values())


@pytest.mark.parametrize("file", sorted(set(FILE.findall(ANSWERS))))
def test_a_file_of_the_answers_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
