"""Lao sentences of all refusals are Lao: what a clerk reads has no word of the code; names of the protocol are listed.

The registry's own stricter rule is in `tests/case_registry/test_lao_words.py`.
"""

import re
import string
from datetime import date

import pytest

from contracts import listed_codes, sentences
from contracts.codelists import CodeLists, codelist_of
from contracts.listed_codes import CodeFaults, ListedCode
from contracts.organisations import MemberFacts, OfficeFacts, Organisations
from contracts.problems import Problem
from contracts.seats import Seat
from contracts.sentences import fault
from gateway.directory.snapshot import Snapshot
from gateway.errors.passage import UpstreamTimeout
from gateway.errors.rights import AgreementOfOthers, DataClassNotAgreed, NoAgreement, SignatureRequired
from gateway.exchange.named_in_lao import name_in_lao
from tests.architecture.test_refusals import OURS

# Why each may stand in a Lao sentence. A header has no Lao name; who writes the client looks it up by this one.
ALLOWED = {
    "header of HTTP, which the author of the client sets; the sentence says in Lao what is to be done": {
        *("Accept", "Allow", "Consent-Reference", "Content-Digest", "Content-Length", "Content-Type", "DPoP-Nonce"),
        *("Host", "Idempotency-Key", "If-Match", "Transfer-Encoding"),
    },
    "standard of the protocol, or a word that its standard fixes, which no clerk's call breaks": {
        *("DPoP", "HTTP", "JSON", "RFC", "SHA", "chunked", "client_credentials", "grant_type", "nonce"),
        *("subject_token", "token", "urn:ietf:params:oauth:grant-type:token-exchange", "x-data-class"),
    },
    "name of another system, which its users call so": {"DHIS", "UID"},
    "unit": {"MiB"},
    "letters of a value that is to be sent so": {"ISO", "UUID", "URI", "IPv", "false", "null", "true"},
}
KNOWN = frozenset[str]().union(*ALLOWED.values())
_LATIN = re.compile(r"[A-Za-z](?:[A-Za-z:_-]*[A-Za-z])")


def words_in(text: str) -> set[str]:
    """Return the Latin words of a sentence, without what is put into it."""
    return set(_LATIN.findall("".join(plain for plain, *_ in string.Formatter().parse(text)))) - KNOWN


def test_no_lao_sentence_of_a_refusal_has_a_word_of_the_code() -> None:
    found = {refusal.code: words_in(f"{refusal.lo} {refusal.title('lo')}") for refusal in OURS}
    assert {code: words for code, words in found.items() if words} == {}
    used = set(_LATIN.findall(" ".join(f"{refusal.lo} {refusal.title('lo')}" for refusal in OURS)))
    assert KNOWN - used <= {"ISO", "UUID", "URI", "IPv", "false", "null", "true"}, "the list has what is used, no more"


def test_no_lao_sentence_of_a_fault_has_a_word_of_the_code() -> None:
    spoken = [lo for pairs in (sentences.SENTENCES, sentences.TYPES, sentences.FORMATS) for lo, _ in pairs.values()]
    spoken += [lo for lo, _ in listed_codes._SENTENCES.values()]
    assert {text: words for text in spoken if (words := words_in(text))} == {}


LISTS = CodeLists.of(map(codelist_of, ("purposes", "instance")))
POLICE, STATION = Seat("police", "0101"), "ສະຖານີຕຳຫຼວດເມືອງຈັນທະບູລີ"
SNAPSHOT = Snapshot(
    version=1,
    systems={},
    agreements={},
    services={},
    organisations=Organisations(
        members={"police": MemberFacts("police", "police", "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ", "Ministry of Public Security")},
        offices={POLICE: OfficeFacts(POLICE, "police-station", "district", STATION, "Station")},
    ),
    code_lists=LISTS,
)


@pytest.mark.parametrize(
    "refusal",
    [
        NoAgreement(member="police", service="case-registry", operation="fileCharge", purpose="caseManagement"),
        NoAgreement(member="police", service="case-registry", operation="openCase", purpose="caseManagement"),
        AgreementOfOthers(
            system="police-1", office="0101", operation="case-registry/fileCharge", purpose="oversight", agreements="-"
        ),
        SignatureRequired(operation="moveCase"),
        DataClassNotAgreed(operation="caseById", agreement="7", classes={"specific"}),
        UpstreamTimeout(service="-", deadline_s=3),
    ],
    ids=lambda refusal: refusal.code,
)
def test_what_the_gateway_names_is_said_in_lao_and_stays_a_code_for_machines(refusal: Problem) -> None:
    before = dict(refusal.particulars)
    name_in_lao(refusal, SNAPSHOT, "police")
    assert words_in(refusal.detail("lo").replace("case-registry", "")) == set()
    assert refusal.particulars == before
    assert STATION in refusal.detail("lo") or "office" not in before


def test_a_code_that_is_not_of_its_list_is_told_by_the_lao_names_of_those_that_are() -> None:
    told = [
        CodeFaults(LISTS).fault(ListedCode("instance", "", None), "/level", "nowhere", date(2026, 1, 1)).lo,
        fault("x-codelist", "/level", {"codelist": "instance", "codes": ["appeal"]}).lo,
    ]
    assert all("appeal (" in text and codelist_of("instance").lo in text for text in told)
