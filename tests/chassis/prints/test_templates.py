"""Pages of any component: nothing that they show becomes markup, nothing that is missing is passed over."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from chassis.prints.sheets import LANDSCAPE, PORTRAIT, Sheet
from chassis.prints.templates import Templates

PAPER = """
{% extends "prints/paper.html" %}
{% from "prints/bilingual.html" import both, rest %}
{% block title %}{{ title }}{% endblock %}
{% block body %}
<h1>{{ both(title, "Loaves") }}</h1>
<table>
{% for loaf in loaves[:2] %}
<tr><td>{{ loaf }}</td></tr>
{% endfor %}
{{ rest(loaves, 1, 2) }}
</table>
<p>{{ sold|number }} {{ at|moment }}</p>
{% endblock %}
"""
SCREEN = '{% extends "prints/screen.html" %}{% block body %}{{ title|loud }}{% endblock %}'
AT = datetime(2026, 12, 31, 17, 5, tzinfo=UTC)


@pytest.fixture
def bakery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    """Templates of a package that is made for the test."""
    templates = tmp_path / "bakery_pages" / "templates"
    templates.mkdir(parents=True)
    (templates.parent / "__init__.py").touch()
    (templates / "paper.html").write_text(PAPER.lstrip(), "utf-8")
    (templates / "screen.html").write_text(SCREEN, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "bakery_pages", raising=False)
    return Templates("bakery_pages", loud=lambda text: Markup("<b>{}</b>").format(text.upper()))


def printed(bakery: Templates, *loaves: str, title: str = "ເຂົ້າຈີ່", sheet: Sheet = PORTRAIT) -> str:
    return bakery.render("paper.html", "lo", sheet=sheet, title=title, loaves=loaves, sold=12345, at=AT)


def test_what_a_page_shows_never_becomes_markup(bakery: Templates) -> None:
    page = printed(bakery, "<script>alert(1)</script>", title="<i>rye</i> & co")
    assert "<script" not in page
    assert "<title>&lt;i&gt;rye&lt;/i&gt; &amp; co</title>" in page
    assert '<h1>&lt;i&gt;rye&lt;/i&gt; &amp; co<small lang="en">Loaves</small></h1>' in page
    assert "<b>RYE &amp; CO</b>" in bakery.render("screen.html", "en", title="rye & co")


def test_a_page_is_not_printed_without_what_it_shows(bakery: Templates) -> None:
    with pytest.raises(UndefinedError, match="'title' is undefined"):
        bakery.render("screen.html", "en")
    with pytest.raises(UndefinedError, match="'sheet' is undefined"):
        bakery.render("paper.html", "lo", title="", loaves=(), sold=0, at=AT)


def test_a_page_says_its_language_and_begins_with_its_doctype(bakery: Templates) -> None:
    assert printed(bakery).startswith('<!doctype html>\n<html lang="lo">\n')
    assert bakery.render("screen.html", "en", title="rye").startswith('<!doctype html>\n<html lang="en">\n')


@pytest.mark.parametrize(("sheet", "size"), [(PORTRAIT, "A4;"), (LANDSCAPE, "A4 landscape;")])
def test_paper_has_its_sheet_and_loads_nothing(bakery: Templates, sheet: Sheet, size: str) -> None:
    page = printed(bakery, sheet=sheet)
    assert f"@page {{ size: {size}" in page
    assert not any(loading in page for loading in ("src=", "href=", "url(", "@import"))


def test_a_screen_has_no_style_within_because_its_policy_forbids_that(bakery: Templates) -> None:
    page = bakery.render("screen.html", "en", title="rye")
    assert "<style" not in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("loaves", "last"),
    [((), "none</small>"), (("rye", "oat"), "<tr><td>oat</td></tr>"), (("a", "b", "c", "d"), "… 2 ແຖວຢູ່ໃນ CSV ")],
    ids=["none", "all are shown", "two more"],
)
def test_a_table_says_what_it_does_not_show(bakery: Templates, loaves: tuple[str, ...], last: str) -> None:
    rows = printed(bakery, *loaves).partition("<table>")[2].partition("</table>")[0].strip().splitlines()
    assert last in rows[-1]


def test_numbers_and_moments_are_written_as_offices_do(bakery: Templates) -> None:
    assert "<p>12\u202f345 01/01/2027 00:05</p>" in printed(bakery)
