"""A page as PDF shows what it was given, letter for letter and never as code, and is the same whenever it is made."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.prints import pdf
from chassis.prints.letters import FONTS, without_a_glyph
from chassis.prints.pdf import Head, NotPrintable, TemplateFault, TooMuchToPrint, document_of, typeset
from chassis.prints.words import Words
from tests.support.prints import AT, HEAD, NAME, REGISTER, certificate, lines, printed, read

CODE: Final = (
    '#panic("x") "quoted" \\ back $x^2$ *bold* _low_ @ref <label> [c] {d} `raw` // no /* yes */ = - + #{1} http://a.la'
)
PRINTED: Final = [each for each in map(chr, range(32, 0xD800)) if not without_a_glyph(each)]
COLUMNS: Final = [Words("ລຳດັບ", "No."), Words("ຊື່", "Name"), Words("ວັນທີ", "Date")]


def run_on(text: str) -> str:
    """Return the text without blanks, which a reader of PDFs guesses from the gaps between letters."""
    return "".join(text.split())


def made(folder: Path, source: str, shown: dict[str, object], head: Head = HEAD) -> bytes:
    """Return what a template makes that is written for the test."""
    (folder / "page.typ").write_text(f'#import "@saphan/prints:1.0.0": *\n#show: paper\n{source}', "utf-8")
    return typeset(str(folder), "page.typ", document_of(head, shown, AT), AT)


def test_what_is_shown_is_read_again_letter_for_letter_in_both_languages() -> None:
    name = "ນາງ ຢັ້ງຢືນ ປື້ມ ເຈົ້າ ນ້ຳ ຫຼັກ ໝູ່ Nguyễn Thị Đào"
    document = printed("certificate.typ", certificate(name))
    found = lines(document)
    assert found[:8] == [
        *[text for line in HEAD.motto for text in (line.lo, line.en)],
        HEAD.issuer.lo,
        HEAD.issuer.en,
        "ໃບຢັ້ງຢືນການເກີດ",
        "Birth certificate",
    ]
    assert run_on(name) in run_on(read(document)[0])
    assert "Father –" in read(document)[0], "what is not known is a dash"
    assert {"ຊື່ ແລະ ນາມສະກຸນ", "Name", "ໂຮງໝໍມະໂຫສົດ", "Mahosot Hospital", "ນາຍທະບຽນ", "Registrar"} <= set(found)


def test_a_name_is_never_code() -> None:
    assert CODE in read(printed("certificate.typ", certificate(CODE)))[0]


@settings(max_examples=25)
@given(st.text(st.sampled_from("#\"\\$*@_<>[]{}`/=+-~'^&;:() aກ"), min_size=1, max_size=30))
def test_whatever_stands_in_a_name_the_page_stays_one(name: str) -> None:
    (text,) = read(printed("certificate.typ", certificate(name)))
    assert run_on(name) in run_on(text)


@settings(max_examples=30)
@given(
    st.text(
        st.sampled_from(PRINTED) | st.sampled_from("ກຢຫປນເແໄ\u0eb1\u0eb4\u0eb8\u0ebc\u0ec8\u0ec9\u0ecd\u0301"),
        max_size=12,
    )
)
def test_letters_that_are_printed_are_so_in_any_order(name: str) -> None:
    assert printed("certificate.typ", certificate(name)).startswith(b"%PDF")


def test_the_same_page_at_the_same_moment_is_the_same_bytes() -> None:
    page = printed("certificate.typ", certificate())
    assert printed("certificate.typ", certificate()) == page
    assert printed("certificate.typ", certificate(), at=AT + timedelta(seconds=1)) != page


def test_a_page_says_what_it_is_in_which_language_who_made_it_and_when() -> None:
    document = pypdfium2.PdfDocument(printed("certificate.typ", certificate()))
    told = document.get_metadata_dict(skip_empty=True)
    assert told["Title"] == "ໃບຢັ້ງຢືນການເກີດ · Birth certificate"
    assert told["Author"] == HEAD.issuer.lo
    assert told["CreationDate"] == "D:20261231170500Z"
    assert b"/Lang(lo)" in printed("certificate.typ", certificate()).replace(b" ", b"")


def test_every_page_has_its_number_the_number_of_the_print_and_the_moment() -> None:
    rows = [[str(number), NAME, "31/12/2026"] for number in range(1, 61)]
    document = printed(
        "register.typ", {"heading": Words("ເດືອນ 12", "December"), "columns": COLUMNS, "rows": rows}, REGISTER
    )
    pages = read(document)
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        foot = f"ເລກທີພິມ · Print no. 2026-12 ພິມເມື່ອ · Printed 01/01/2027 00:05 ໜ້າ {number} / 3 Page {number} of 3"
        assert page.endswith(foot)
        assert "ລຳດັບ" in page, "the head of a table stands on every page of it"
    width, height = pypdfium2.PdfDocument(document)[0].get_size()
    assert (round(width), round(height)) == (842, 595)


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("สมชาย", "สมชาย"),
        ("王 小 王", "王小"),
        ("a\u202eb", "\u202e"),
        ("a\x00", "\x00"),
        ("\ue000", "\ue000"),
        ("😀", "😀"),
        ("\u0378", "\u0378"),
    ],
    ids=["Thai", "Chinese", "turned", "null", "private", "a face", "no character"],
)
def test_letters_that_no_font_has_are_named_instead_of_left_out(name: str, missing: str) -> None:
    with pytest.raises(NotPrintable) as refused:
        printed("certificate.typ", certificate(name))
    assert refused.value.characters == missing
    assert f"U+{ord(missing[0]):04X}" in str(refused.value)


def test_typst_prints_every_letter_that_we_say_is_printed_and_no_other(tmp_path: Path) -> None:
    assert 3000 < len(PRINTED) < 4000
    assert {*"ກຮໜໝໞໟຳໆຯ໐໙₭ỹŵЖΩ\u200b\u2060"} <= set(PRINTED)
    assert made(tmp_path, '#set page(height: auto)\n#shown.all.join("\\n")', {"all": PRINTED}).startswith(b"%PDF")
    for refused in ("ก", "中", "\u0378", "\ufffe", "\ue000"):
        with pytest.raises(TemplateFault):
            made(tmp_path, f'#"{refused}"', {})


def test_a_document_that_is_too_long_is_refused_before_it_is_set() -> None:
    with pytest.raises(TooMuchToPrint, match="are allowed"):
        document_of(HEAD, {"name": "a" * pdf.LONGEST}, AT)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("#shown.missing", "page.typ:3:7"),
        ("#panic(shown.name)", "page.typ:3:1"),
        ('#read("/etc/passwd")', "page.typ:3:6"),
        ('#read("../secret")', "page.typ:3:6"),
        ('#image("http://127.0.0.1/x.png")', "page.typ:3:7"),
        ('#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"), format: "svg")', "page.typ:3"),
    ],
    ids=["no value", "what it was shown", "a file", "a file above", "the network", "nothing for the blind"],
)
def test_a_wrong_template_says_where_and_nothing_of_what_it_shows(tmp_path: Path, source: str, place: str) -> None:
    (tmp_path.parent / "secret").write_text("secret")
    with pytest.raises(TemplateFault, match=place) as fault:
        made(tmp_path, f"{source}\n", {"name": "ທ້າວ ບຸນມີ"})
    assert "ບຸນມີ" not in str(fault.value)


def test_the_licence_of_the_fonts_comes_with_them() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
    told = (FONTS / "PROVENANCE.md").read_text("utf-8")
    assert all(font.name.rpartition("-")[0] in told for font in FONTS.glob("*.ttf"))
