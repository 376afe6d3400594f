"""A document is answered in the form that is accepted; no cell of its table is calculated, and none is made up."""

import csv
from io import StringIO

import pytest
from pydantic import BaseModel

from chassis.http.renderings import as_pdf, by_accept, csv_of


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+856", "-1+2", "@SUM(A1)", "\t=1", "\r=1"], ids=["=", "+", "-", "@", "tab", "return"]
)
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    (cells,) = csv.reader(StringIO(csv_of([["ຄະດີ", text]]).removeprefix("\ufeff"), newline=""))
    assert cells == ["ຄະດີ", f"'{text}"]


def test_a_spreadsheet_knows_lao_and_an_empty_cell_is_no_nought() -> None:
    assert csv_of([["ເດືອນ", "m01", "m02"], ["ຄະດີ", 0, None]]) == "\ufeffເດືອນ,m01,m02\r\nຄະດີ,0,\r\n"


class Loaf(BaseModel):
    name: str
    seeds: int | None = None


@pytest.mark.parametrize(
    ("accept", "has_page", "media_type", "body"),
    [
        (None, True, "application/json", '{"name":"rye"}'),
        ("image/png", True, "application/json", '{"name":"rye"}'),
        ("text/csv", True, "text/csv; charset=utf-8", "\ufeffrye,\r\n"),
        ("text/html,*/*;q=0.8", True, "text/html; charset=utf-8", "<p>rye"),
        ("text/csv, text/html", True, "text/html; charset=utf-8", "<p>rye"),
        ("text/html", False, "application/json", '{"name":"rye"}'),
        ("text/html;q=0, application/json", True, "application/json", '{"name":"rye"}'),
        ("TEXT/CSV", True, "text/csv; charset=utf-8", "\ufeffrye,\r\n"),
        ("text/csv;q=0.5, application/json;q=0.4", True, "text/csv; charset=utf-8", "\ufeffrye,\r\n"),
        ("application/json, text/csv;q=0.9", True, "application/json", '{"name":"rye"}'),
        ("text/*", True, "text/html; charset=utf-8", "<p>rye"),
        ("*/*", True, "application/json", '{"name":"rye"}'),
        ("*/*, application/json;q=0, text/html;q=0", True, "text/csv; charset=utf-8", "\ufeffrye,\r\n"),
        ("application/text/html+x", True, "application/json", '{"name":"rye"}'),
    ],
)
def test_a_document_is_answered_in_the_form_that_is_accepted(
    accept: str | None, has_page: bool, media_type: str, body: str
) -> None:
    page = (lambda: "<p>rye") if has_page else None
    answer = by_accept(Loaf(name="rye"), accept, table=lambda: [["rye", None]], page=page)
    assert (answer.headers["content-type"], bytes(answer.body).decode()) == (media_type, body)
    assert ("content-digest" in answer.headers) == ("etag" in answer.headers) == media_type.startswith("text/")


def test_a_pdf_has_a_name_to_be_saved_under_a_digest_and_a_tag() -> None:
    answer, again, other = (as_pdf(body, "ໃບຢັ້ງຢືນ 1/2.pdf") for body in (b"%PDF-1", b"%PDF-1", b"%PDF-2"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E0%BB%83")
    assert answer.headers["content-disposition"].endswith("%201%2F2.pdf")
    assert answer.headers["content-digest"].startswith("sha-256=:")
    assert answer.headers["etag"] == again.headers["etag"] != other.headers["etag"]
