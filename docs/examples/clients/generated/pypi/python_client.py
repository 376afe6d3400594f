"""A page, a case and a refusal with the client that openapi-python-client makes."""

import datetime as dt
import sys
import uuid

import httpx
import saphan
from saphan_client import Client
from saphan_client.api.case_registry import case_by_id, list_cases, open_case
from saphan_client.models import Case, CaseOpening, CasePage, Problem

address, purpose, number = sys.argv[1:4]


def prove(request: httpx.Request) -> None:
    """Put the token into the request, and a fresh proof of the key."""
    token: str = saphan.token_for(purpose)
    request.headers["Authorization"] = f"DPoP {token}"
    request.headers["DPoP"] = saphan.proof(request.method, request.url.raw_path.decode(), token)


client = Client(base_url=address, httpx_args={"event_hooks": {"request": [prove]}})

page = list_cases.sync(client=client, limit=5)
assert isinstance(page, CasePage), page
print("page", isinstance(page.items, list))

opening = CaseOpening(number=number, title="ຄະດີລັກຊັບ", category="criminal", place="01", opened_on=dt.date(2026, 9, 10))
opened = open_case.sync(client=client, body=opening, idempotency_key=str(uuid.uuid4()))
assert isinstance(opened, Case), opened
print("case", opened.title == opening.title, opened.case_id)

problem = case_by_id.sync(client=client, case_id="cas_00000000000000000000000000")
assert isinstance(problem, Problem), problem
print("problem", problem.status, problem.code, problem.effect)
