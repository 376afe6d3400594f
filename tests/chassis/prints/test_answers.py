"""A page for a browser says its language, is asked for again each time, and loads nothing from elsewhere."""

from chassis.prints.answers import html_answer


def test_a_page_is_answered_in_its_language_under_a_policy() -> None:
    answer = html_answer("<p>ເຂົ້າຈີ່", "lo")
    assert answer.body == "<p>ເຂົ້າຈີ່".encode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == "lo"
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "same-origin"


def test_a_page_may_have_a_policy_of_its_own() -> None:
    assert html_answer("", "en", policy="default-src 'none'").headers["content-security-policy"] == "default-src 'none'"
