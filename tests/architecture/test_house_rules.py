import pytest

from tests.architecture import house_rules
from tests.architecture.house_rules import Rule, module, our_modules

STORY = '"""Tells one story."""\n'

BAD: dict[Rule, tuple[str, str]] = {
    house_rules.tells_one_story: ("chassis/x.py", "import os\n"),
    house_rules.stays_short: ("chassis/x.py", STORY + "def long():\n" + "    a = 1\n" * 41),
    house_rules.asserts_nothing: ("chassis/x.py", STORY + "assert True\n"),
    house_rules.routes_are_thin: (
        "services/x/routes.py",
        STORY + "@router.get('/')\nasync def read(a):\n    if a:\n        return 1\n    return 2\n",
    ),
    house_rules.nothing_commits_below_the_edge: ("services/x/store.py", STORY + "await session.commit()\n"),
    house_rules.time_and_chance_are_arguments: ("services/x/domain.py", STORY + "now = datetime.datetime.now()\n"),
    house_rules.sql_is_constant: ("services/x/store.py", STORY + "text(f'delete from loaves where {condition}')\n"),
    house_rules.names_say_something: ("chassis/x.py", STORY + "class TokenManager:\n    pass\n"),
    house_rules.migrations_stand_alone: (
        "gateway/migrations/versions/0001_x.py",
        STORY + "from chassis.unit import tables\n",
    ),
    house_rules.no_import_is_for_types_alone: (
        "gateway/exchange/x.py",
        STORY + "if TYPE_CHECKING:\n    from gateway.exchange.exchange import Exchange\n",
    ),
    house_rules.tables_are_written_by_their_owner: (
        "gateway/ledger/x.py",
        STORY + "FORGET = 'delete from spent_tokens where until < now()'\n",
    ),
    house_rules.silence_has_a_reason: ("chassis/x.py", STORY + "a = 1  # noqa: E501\n"),
}


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_our_modules_keep_the_rule(rule: Rule) -> None:
    offences = [f"{each.path}: {offence}" for each in our_modules() for offence in rule(each)]
    assert offences == [], f"{rule.__doc__}"


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_rule_catches_a_bad_example(rule: Rule) -> None:
    assert list(rule(module(*BAD[rule]))) != []


@pytest.mark.parametrize(
    ("comment", "offends"),
    [
        ("# noqa: E501", True),
        ("# noqa", True),
        ("# type: ignore", True),
        ("# type: ignore[attr-defined]", True),
        ("# noqa: ASYNC110 - the page cannot set an event", False),
        ("# noqa: N818 (it says what is the matter)", False),
        ("# type: ignore[attr-defined]  # typed as object by the hook", False),
        ("# TODO: later", True),
        ("# why this is right", False),
    ],
)
def test_what_counts_as_a_reason(comment: str, offends: bool) -> None:
    found = list(house_rules.silence_has_a_reason(module("chassis/x.py", f"{STORY}a = 1  {comment}\n")))
    assert bool(found) is offends


@pytest.mark.parametrize(
    ("path", "text", "offends"),
    [
        ("services/x/store.py", "if typing.TYPE_CHECKING:\n    import chassis.unit.unit\n", True),
        ("services/x/store.py", "if TYPE_CHECKING:\n    from .models import Case\n", True),
        ("services/x/store.py", "if TYPE_CHECKING:\n    from obstore.store import S3Config\n", False),
        ("services/x/store.py", "from chassis.unit.unit import Unit\n", False),
        ("cli/x.py", "if TYPE_CHECKING:\n    from gateway.settings import Settings\n", False),
    ],
)
def test_which_import_hides_a_circle(path: str, text: str, offends: bool) -> None:
    assert bool(list(house_rules.no_import_is_for_types_alone(module(path, STORY + text)))) is offends
