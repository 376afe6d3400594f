from http import HTTPStatus

from chassis.http.refusals import every_problem
from chassis.prints.words import Words
from contracts.problems import BodyTooLarge
from gateway.front.pages import sentence
from gateway.front.refusals import catalogue
from tests.support.front_page import a_document, a_service


def test_every_class_of_the_house_is_listed_once() -> None:
    codes = [problem.code for problem in every_problem()]
    assert set(codes) <= set(catalogue(()))
    assert catalogue(())["body-too-large"].sentence == Words(lo=BodyTooLarge.lo, en=BodyTooLarge.en)


def test_the_list_is_in_the_order_of_status_and_code() -> None:
    listed = [(refusal.status, refusal.code) for refusal in catalogue(()).values()]
    assert listed == sorted(listed)


def test_what_a_service_elsewhere_refuses_is_read_from_its_document() -> None:
    entry = {
        "code": "case-already-merged",
        "status": 409,
        "title": {"lo": "ລວມແລ້ວ", "en": "Already merged"},
        "detail": {"lo": "ຄະດີນີ້ລວມແລ້ວ.", "en": "This case has been merged already."},
    }
    found = catalogue([a_service(document=a_document() | {"x-problems": [entry]})])
    assert found["case-already-merged"].status is HTTPStatus.CONFLICT
    assert found["case-already-merged"].sentence.en == "This case has been merged already."


def test_a_document_cannot_change_what_the_house_itself_says() -> None:
    entry = {"code": "not-found", "status": 200, "title": {"lo": "x", "en": "x"}, "detail": {"lo": "x", "en": "x"}}
    found = catalogue([a_service(document=a_document() | {"x-problems": [entry]})])
    assert found["not-found"].status is HTTPStatus.NOT_FOUND


def test_particulars_are_marked_and_nothing_else_becomes_markup() -> None:
    said = Words(lo="ຫຼາຍກວ່າ {limit} <b>", en="more than {limit} <b>")
    assert sentence(said, "en") == "more than <var>the limit</var> &lt;b&gt;"
    assert sentence(said, "lo") == "ຫຼາຍກວ່າ <var>ຂີດຈຳກັດ</var> &lt;b&gt;"
