"""A caller survives the way into a voucher and out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.seats import Holding, Seat, Standing
from contracts.voucher import Caller

words = st.text("abcdefghij-", min_size=1)
holdings = (
    st.builds(Holding, st.lists(words).map(tuple)) | st.builds(Holding, below=words) | st.just(Holding(every=True))
)


@st.composite
def _callers(draw: st.DrawFn) -> Caller:
    member = draw(words)
    standings = st.builds(Standing, st.builds(Seat, st.just(member), words), words, words, st.none() | words)
    return Caller(
        member=member, kind=draw(words), system=draw(words), officer=draw(st.none() | words), purpose=draw(words),
        agreement=draw(words), standing=draw(st.none() | standings), holding=draw(holdings),
        scope=draw(st.lists(words).map(tuple)), rights=draw(st.frozensets(st.sampled_from(("oversight", "other")))),
    )  # fmt: skip


callers = _callers()
CLAIMS = {"member": "police", "kind": "police", "system": "police-case-system", "purpose": "caseManagement",
          "agreement": "agr_1"}  # fmt: skip


@given(callers)
def test_a_caller_comes_back_from_its_claims(caller: Caller) -> None:
    claims = caller.to_claims()
    assert Caller.from_claims(claims) == caller
    assert None not in claims.values()


@pytest.mark.parametrize("missing", sorted(CLAIMS))
def test_a_missing_claim_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        Caller.from_claims({name: value for name, value in CLAIMS.items() if name != missing})


@pytest.mark.parametrize("odd", ["member", "officer", "scope", "rights"])
def test_a_claim_that_is_no_text_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match=odd):
        Caller.from_claims(CLAIMS | {odd: 1})
