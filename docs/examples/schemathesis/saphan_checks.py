"""What Saphan promises of refusals, as a check of Schemathesis."""

from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import requests
import schemathesis

PROBLEM = "application/problem+json"
REFUSED = 4  # what a status of a refusal begins with


@schemathesis.check
def refusal_is_stated(_: Any, response: Any, case: Any) -> None:
    """Fail where a request that fits the document is refused without a reason that is written down.

    The reason is the `code` of the problem: it has a page, at the problem's `type`. 401 is none: the call was proven.
    A request that just does not fit the document may be refused by any code that there is. Where an operation declares
    a refusal of its own, as the import summary of DHIS2, the reason is there.
    """
    if response.status_code // 100 != REFUSED or response.request.method == "HEAD":  # which has no body
        return
    media = response.headers["content-type"][0].partition(";")[0]
    if media != PROBLEM:
        stated = case.operation.schema.get_content_types(case.operation, response)
        assert media in stated, f"a refusal as {media}, which the document does not state"
        return
    problem = response.json()
    assert problem.get("code"), f"a refusal without a code: {problem}"
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    assert response.status_code != HTTPStatus.UNAUTHORIZED, f"not let in: {problem}"
    assert problem["code"] != "invalid-input" or problem.get("errors"), f"it is not said what is wrong: {problem}"
    page = urljoin(response.request.url, problem["type"])
    assert has_page(page), f"nobody says what {problem['code']} means: {page}"


@cache
def has_page(address: str) -> bool:
    """Tell whether there is a page about a problem; asked once for each."""
    return requests.get(address, timeout=30).ok
