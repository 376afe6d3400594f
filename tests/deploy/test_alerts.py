"""Alerts: each rings in its time and is over, has a page in both languages, and asks for figures that there are."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from cli.components import COMPONENTS
from cli.main import app
from tests.architecture.house_rules import ROOT
from tests.support.metric_names import OF_OTHERS, asked_for, in_the_code, recorded, root_of
from tests.support.prometheus import RULE_TESTS, RULES, needs_prometheus, promtool

Rule = dict[str, Any]  # Any: YAML of others' shape


def rules() -> list[Rule]:
    return [
        rule
        for file in sorted(RULES.glob("*.yml"))
        for group in yaml.safe_load(file.read_text("utf-8"))["groups"]
        for rule in group["rules"]
    ]


ALERTS: Final = [rule for rule in rules() if "alert" in rule]
NAMES: Final = sorted({rule["alert"] for rule in ALERTS})
PAGES: Final = ROOT / "docs" / "runbooks"
LO: Final = ("ໝາຍຄວາມວ່າແນວໃດ", "ເບິ່ງແນວໃດ", "ຕ້ອງເຮັດຫຍັງ", "ສິ້ນສຸດເມື່ອ", "ແຈ້ງໃຜ")
EN: Final = ("What it means", "How to see it", "What to do", "It is over when", "Whom to tell")
FIRING: Final = re.compile(r'ALERTS\{alertname="(\w+)", alertstate="firing", severity="(\w+)"')
IN_A_LEDGER_ROW: Final = re.compile(r"^\| `([a-z<>-]+)` \|", re.MULTILINE)


def titled(rule: Rule) -> str:
    return f"{rule['alert']} {rule['labels']['severity']}"


@needs_prometheus
def test_prometheus_takes_the_rules() -> None:
    told = promtool("check", "rules", *sorted(RULES.glob("*.yml")))
    assert told.returncode == 0, told.stderr
    assert "duplicate" not in told.stdout + told.stderr


@needs_prometheus
@pytest.mark.parametrize("file", sorted(RULE_TESTS.glob("*.yml")), ids=lambda file: file.stem)
def test_each_alert_is_quiet_rings_and_is_over(file: Path) -> None:
    told = promtool("test", "rules", file)
    assert told.returncode == 0, told.stdout + told.stderr


@needs_prometheus
def test_an_alert_that_rings_at_the_wrong_time_is_found(tmp_path: Path) -> None:
    text = (RULE_TESTS / "events.yml").read_text("utf-8").replace("[../rules/", f"[{RULES}/")
    wrong = tmp_path / "events.yml"
    wrong.write_text(text.replace("0+0x3 2+0x10 0+0x10", "0+0x30"), "utf-8")
    assert promtool("test", "rules", wrong).returncode != 0


def lives() -> dict[tuple[str, str], list[bool]]:
    """Return for each alert and severity whether it rings, at the moments of its test one after the other."""
    found: dict[tuple[str, str], list[bool]] = {}
    for file in RULE_TESTS.glob("*.yml"):
        for test in yaml.safe_load(file.read_text("utf-8"))["tests"]:
            for moment in test.get("promql_expr_test", ()):
                ((name, severity),) = FIRING.findall(moment["expr"])
                found.setdefault((name, severity), []).append(bool(moment["exp_samples"]))
    return found


@pytest.mark.parametrize("rule", ALERTS, ids=titled)
def test_every_alert_has_a_test_of_its_life(rule: Rule) -> None:
    moments = lives()[rule["alert"], rule["labels"]["severity"]]
    assert moments == [False, True, False] * (len(moments) // 3)


@pytest.mark.parametrize("rule", ALERTS, ids=titled)
def test_every_alert_waits_and_says_in_both_languages_what_is_wrong(rule: Rule) -> None:
    assert rule["for"] not in {"", "0s", "0m"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    told = rule["annotations"]
    assert set(told) == {"summary", "summary_lo", "description", "description_lo", "runbook_url"}
    assert told["runbook_url"].endswith(f"/{rule['alert']}.md")
    for name in ("summary", "description"):
        assert not re.search(r"[\u0e80-\u0eff]", told[name])
        assert re.search(r"[\u0e80-\u0eff]", told[f"{name}_lo"])
        shown = re.compile(r"\{\{.*?\}\}")
        assert sorted(shown.findall(told[name])) == sorted(shown.findall(told[f"{name}_lo"])), "not the same figures"


def halves(page: str) -> dict[str, dict[str, str]]:
    """Return the parts of a page by language and heading."""
    found = {}
    for half in page.split("\n## ")[1:]:
        language, _, rest = half.partition("\n")
        found[language] = {part.partition("\n")[0]: part.partition("\n")[2] for part in rest.split("\n### ")[1:]}
    return found


def test_the_pages_are_those_of_the_alerts_and_all_are_listed() -> None:
    pages = {file.stem for file in PAGES.glob("*.md")} - {"README"}
    assert pages == set(NAMES)
    listed = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \|", (PAGES / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == [(name, name) for name in NAMES]


def amiss(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with the shape of a page."""
    parts = halves(text)
    if not text.startswith(f"# {name}\n") or tuple(parts) != ("ລາວ", "English"):
        yield "its title, or its languages"
        return
    lao, english = parts["ລາວ"], parts["English"]
    if tuple(lao) != LO or tuple(english) != EN:
        yield "its headings"
        return
    if not all(part.strip() for half in (lao, english) for part in half.values()):
        yield "a part is empty"
    steps = [re.findall(r"^(\d+)\. .*$", part, re.MULTILINE) for part in (lao[LO[2]], english[EN[2]])]
    if steps[0] != steps[1] or steps[0] != [str(at) for at in range(1, len(steps[0]) + 1)] or len(steps[0]) < 3:
        yield "its steps"
    if len({tuple(re.findall(r"`([^`]+)`", part)) for part in (lao[LO[2]], english[EN[2]])}) > 1:
        yield "the commands of its steps"
    if lao[LO[1]] != english[EN[1]]:
        yield "how to see it"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_same_parts_and_steps_in_both_languages(name: str) -> None:
    assert list(amiss(name, (PAGES / f"{name}.md").read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("## English", "## French", "its title, or its languages"),
        ("### Whom to tell", "### Whom to ask", "its headings"),
        ("\n2. Is its disk full", "\nIs its disk full", "its steps"),
        ("`saphan ledger check`", "`saphan ledger`", "the commands of its steps"),
        ("docker compose ps postgres", "docker compose ps", "how to see it"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(old: str, new: str, found: str) -> None:
    lao, mark, english = (PAGES / "DatabaseAway.md").read_text("utf-8").partition("## English")
    assert old in mark + english
    assert list(amiss("DatabaseAway", lao + (mark + english).replace(old, new, 1))) == [found]


def commands() -> set[str]:
    pages = "\n".join((PAGES / f"{name}.md").read_text("utf-8") for name in NAMES)
    return set(re.findall(r"(?:^|`)(saphan [a-z][^`\n]*)", pages, re.MULTILINE))


@pytest.mark.parametrize("command", sorted(commands()))
def test_a_command_of_a_page_is_one_of_ours(command: str) -> None:
    words = command.replace("dch_…", "dch_1").split()[1:]
    told = CliRunner().invoke(app, [*[word for word in words if not word.startswith("-")][:2], "--help"])
    verb = words[:1] if told.exit_code or not hasattr(_group(words[0]), "commands") else words[:2]
    told = CliRunner().invoke(app, [*verb, "--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0, told.output
    assert all(word in told.output for word in words if word.startswith("--"))


def _group(name: str) -> object:
    return getattr(get_command(app), "commands", {})[name]


def test_the_codes_of_the_ledger_ring_where_their_page_says_what_to_do() -> None:
    section = (ROOT / "docs" / "ledger.md").read_text("utf-8").partition("\n## Alarms")[2].partition("\n## ")[0]
    codes = IN_A_LEDGER_ROW.findall(section)
    assert len(codes) > 12
    tested = "\n".join(file.read_text("utf-8") for file in RULE_TESTS.glob("*.yml"))
    for code in codes:
        spelled = code.replace("<name>", "")
        (name,) = {
            rule["alert"]
            for rule in ALERTS
            if rule["labels"]["severity"] and spelled in rule["expr"] and 'code!~"' not in rule["expr"]
        } or {"LedgerWarns"}
        assert spelled in (PAGES / f"{name}.md").read_text("utf-8"), code
        assert f'code="{spelled}' in tested, code


def test_the_alarms_of_operations_ring() -> None:
    section = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("\n### Alarms")[2].partition("\n## ")[0]
    codes = [*re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE), "bus-refused", "topic-missing"]
    assert len(codes) >= 4
    expressions = "\n".join(rule["expr"] for rule in ALERTS)
    assert [code for code in codes if f'saphan_alarm{{code="{code}"}}' not in expressions] == []


def test_every_component_that_is_down_rings() -> None:
    expressions = "\n".join(rule["expr"] for rule in ALERTS)
    jobs = set(re.findall(r'absent\(saphan_ready\{job="saphan/([a-z-]+)"\}\)', expressions))
    assert jobs == {component.name for component in COMPONENTS}


def test_what_is_asked_for_is_told_by_the_code() -> None:
    made = {rule["record"] for rule in rules() if "record" in rule}
    asked = {name for rule in rules() for name in asked_for(rule["expr"])} - made - OF_OTHERS
    assert len(asked) > 20
    known = in_the_code() | {root_of(name) for name in recorded()}
    assert {name for name in asked if root_of(name) not in known} == set()


def test_a_name_that_nobody_tells_is_found() -> None:
    assert asked_for('rate(saphan_exchanges_total{code="x", service=~"a|b"}[5m]) > 0 and on (service) up == 1') == {
        "saphan_exchanges_total",
        "up",
    }
    assert root_of("saphan_exchanges_total") not in in_the_code()
