"""The demo's records are real input: the series sums up, the letter has its number, the annex its size."""

from datetime import date

from cli.demo import letter, records


def test_the_dengue_series_is_the_published_one() -> None:
    rows = records.dengue_series()["dataValues"]
    assert len(rows) == 192, "16 provinces of 18 reported, each for twelve months"
    assert sum(int(row["value"]) for row in rows) == 22_903
    assert len({row["orgUnit"] for row in rows}) == 16


def test_the_letter_bears_its_number_and_a_lao_date() -> None:
    text = letter.letter(date(2016, 2, 26)).decode()
    assert f"ເລກທີ {letter.NUMBER}" in text
    assert "ວັນທີ 26 ກຸມພາ 2016" in text


def test_the_annex_is_three_megabytes_and_the_same_every_time() -> None:
    assert len(letter.annex()) == 3 * 1024 * 1024
    assert letter.annex() == letter.annex()


def test_the_birth_lies_in_the_past_of_every_time_zone() -> None:
    assert date.fromisoformat(records.birth_declaration()["occurredOn"]) < records.today()
