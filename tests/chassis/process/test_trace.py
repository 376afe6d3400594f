import pytest

from chassis.process import trace

CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_the_callers_trace_goes_on_with_a_span_of_our_own() -> None:
    here = trace.begin(CALLERS)
    assert here.trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert here.span_id != "00f067aa0ba902b7"
    assert here.traceparent == f"00-{here.trace_id}-{here.span_id}-01"


@pytest.mark.parametrize(
    "header",
    [None, "", "rubbish", CALLERS.upper(), CALLERS + "-x", f"00-{'0' * 32}-00f067aa0ba902b7-01", "ff" + CALLERS[2:]],
)
def test_a_missing_or_malformed_header_begins_a_new_trace(header: str | None) -> None:
    here = trace.begin(header)
    assert len(here.trace_id) == 32
    assert here.trace_id not in CALLERS


def test_the_reference_can_be_read_over_the_phone() -> None:
    assert trace.begin(CALLERS).reference == "4bf9-2f35"


def test_a_child_is_another_span_of_the_same_trace() -> None:
    here = trace.begin(CALLERS)
    assert (here.child().trace_id, here.child().span_id == here.span_id) == (here.trace_id, False)
