"""Texts of pages stand in one file, in Lao and English side by side."""

import sys
from pathlib import Path

import pytest

from chassis.prints.words import Words, read_words


def package(folder: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / "bakery_words").mkdir()
    (folder / "bakery_words" / "__init__.py").touch()
    (folder / "bakery_words" / "words.toml").write_text(words, "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "bakery_words", raising=False)
    return "bakery_words"


def test_a_text_is_found_by_section_key_and_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, '[kinds]\n"rye" = { lo = "ເຂົ້າຈີ່", en = "bread" }\n', monkeypatch)
    assert read_words(name) == {"kinds": {"rye": Words(lo="ເຂົ້າຈີ່", en="bread")}}
    assert read_words(name)["kinds"]["rye"].in_language("lo") == "ເຂົ້າຈີ່"
    assert read_words(name)["kinds"]["rye"].in_language("en") == "bread"


@pytest.mark.parametrize("texts", ['lo = "ເຂົ້າຈີ່"', 'lo = "ເຂົ້າຈີ່", en = "bread", fr = "pain"'])
def test_a_text_without_exactly_both_languages_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: str
) -> None:
    name = package(tmp_path, f'[kinds]\n"rye" = {{ {texts} }}\n', monkeypatch)
    with pytest.raises(TypeError):
        read_words(name)
