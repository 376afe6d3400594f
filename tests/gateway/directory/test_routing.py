import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.directory.routing import AmbiguousPath, Found, OtherMethods, Router

ROUTES = Router(
    [
        ("GET", "/cases", "listCases"),
        ("POST", "/cases", "openCase"),
        ("GET", "/cases/{caseId}", "caseById"),
        ("GET", "/cases/summary", "getSummary"),
        ("DELETE", "/cases/{caseId}", "dropCase"),
        ("POST", "/cases/{caseId}/hand-overs", "sendHandOver"),
        ("GET", "/cases/{caseId}/hand-overs/{handOverId}", "getHandOver"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "target", "parameters"),
    [
        ("GET", "/cases", "listCases", {}),
        ("POST", "/cases", "openCase", {}),
        ("GET", "/cases/cas_1", "caseById", {"caseId": "cas_1"}),
        ("GET", "/cases/summary", "getSummary", {}),
        ("GET", "/cases/a/hand-overs/b", "getHandOver", {"caseId": "a", "handOverId": "b"}),
    ],
)
def test_a_path_leads_to_its_operation(method: str, path: str, target: str, parameters: dict[str, str]) -> None:
    assert ROUTES.find(method, path) == Found(target, parameters)


def test_a_fixed_segment_does_not_hide_the_methods_of_a_parameter() -> None:
    assert ROUTES.find("DELETE", "/cases/summary") == Found("dropCase", {"caseId": "summary"})


def test_a_wrong_method_names_the_right_ones() -> None:
    assert ROUTES.find("PUT", "/cases") == OtherMethods(("GET", "HEAD", "POST"))
    assert ROUTES.find("PUT", "/cases/summary") == OtherMethods(("DELETE", "GET", "HEAD"))


@pytest.mark.parametrize(
    "path", ["", "/", "/case", "/cases/", "//cases", "/cases/a/", "/cases/a/other", "cases", "/cases/a/hand-overs/b/c"]
)
def test_an_unknown_path_is_nothing(path: str) -> None:
    assert ROUTES.find("GET", path) is None


def test_two_operations_at_one_place_are_refused() -> None:
    with pytest.raises(AmbiguousPath):
        Router([("GET", "/cases/{a}", "one"), ("GET", "/cases/{b}", "two")])


def test_a_parameter_is_a_whole_segment() -> None:
    with pytest.raises(AmbiguousPath):
        Router([("GET", "/cases/{a}.json", "one")])


@given(st.lists(st.text("/abc{}.", max_size=6), max_size=4))
def test_no_path_breaks_the_router(segments: list[str]) -> None:
    ROUTES.find("GET", "/" + "/".join(segments))


def test_head_leads_where_get_does_unless_it_has_a_target_of_its_own() -> None:
    routes = Router([("GET", "/a", 1), ("POST", "/b", 2), ("GET", "/c", 3), ("HEAD", "/c", 4)])
    assert routes.find("HEAD", "/a") == Found(1, {})
    assert routes.find("HEAD", "/b") == OtherMethods(("POST",))
    assert routes.find("HEAD", "/c") == Found(4, {})
