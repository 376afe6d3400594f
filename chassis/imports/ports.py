"""Ports that a service implements for imports: `Form` (shape of a row), `Rows` (rules) and `Store` (storage)."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from chassis.imports.prepared import Prepared
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema
from contracts.json_types import JSON
from contracts.problems import Fault

R = TypeVar("R", bound=BaseModel)  # a row that keeps its schema
E = TypeVar("E")  # such a row as it was read
K = TypeVar("K", bound=Hashable)  # under what a record is known
K_co = TypeVar("K_co", bound=Hashable, covariant=True)  # the same, where it is only ever returned


def _nothing(_mapping: Mapping[str, object]) -> dict[str, Any]:  # Any: a JSON document
    return {}


def _as_it_is(_document: dict[str, Any]) -> None:  # Any: a JSON document
    return


def _no_parts(_document: dict[str, Any], _target: str, _stated: str) -> Iterable[str]:  # Any: a JSON document
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Generic[R]):
    """Shape of the rows of every file of a service; its functions are module-level, so that they can be pickled.

    A column becomes the member of a row that its mapping names, its target. A target with a colon, such as `person:…`,
    becomes parts of the document that only the service knows.
    """

    schema: Callable[[], CompiledSchema]  # a function: compiled schemas do not travel to the pool
    model: type[R]
    named_by: str  # the member by which reports name a row
    too_long: Fault  # of a row beyond its bounds; where else such a record can be written, the service says
    days: Collection[str] = ()  # members that are days
    partial_days: Collection[str] = ()  # members that are dates of which perhaps only the month or the year is known
    digits: Collection[str] = ()  # members whose digits may be Lao ones
    before_digits: Mapping[str, str] = field(default_factory=dict)  # of those: what may be written before the number
    integers: Collection[str] = ()  # members that are whole numbers
    booleans: Collection[str] = ()  # members that are `true` or `false`
    forms: Collection[str] = ()  # members that are whole forms: of a wrong one the rest is judged all the same
    stand_ins: Mapping[str, JSON] = field(default_factory=dict)  # for wrong members that are needed to judge the rest
    texts: tuple[str, ...] = ()  # ends of pointers to titles and names, which may stand in an old font
    begun: Callable[[Mapping[str, object]], dict[str, Any]] = _nothing  # what a CSV row states by its mapping alone
    composed: Callable[[dict[str, Any], str, str], Iterable[str]] = _no_parts  # put a cell in; where it is now
    ended: Callable[[dict[str, Any]], None] = _as_it_is  # what a row does not state after all


@dataclass(frozen=True, slots=True)
class Made:
    """Record made of a row: its id, its rows by table, and its event's data, if it has an event."""

    record_id: str
    tables: Mapping[str, JSON]  # an array of rows each
    event: dict[str, JSON] | None = None
    drawn: Mapping[str, str] = field(default_factory=dict)  # series of numbers, by the tokens that stand in the rows


class Rows(Protocol[R, E, K_co]):
    """A service's rules for one row, without I/O; picklable, because every slice takes it along to the process pool."""

    @property
    def form(self) -> Form[R]:
        """The shape of a row."""

    @property
    def code_lists(self) -> CodeLists:
        """The code lists that rows name: the gateway does not see rows, so their codes are looked up here."""

    def read(self, row: R) -> E:
        """Return a row that is valid by its schema with what is asked of it more than once; else the row itself."""

    def faults(self, entry: E) -> Iterable[Fault]:
        """Return the faults of a row that is valid by its schema."""

    def named(self, entry: E) -> object:
        """Return whom the row names, for `Store.unfit` to judge: what is large does not travel with every slice."""

    def key(self, entry: E) -> K_co:
        """Return the natural key of the row's record: two rows with one key are the same record."""

    def made(self, entry: E) -> Made:
        """Return the record of a valid row, with a new id."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the service's store already has under a key."""

    imported: str | None  # the record that came from the same source
    digest: str | None  # of the row that it was made from
    taken: str | None  # the record that has the key, wherever it came from
    fault: Fault | None = None  # what else speaks against a new record


class Store(Protocol[K]):
    """A service's storage of records, in the transaction of the import."""

    @property
    def taken(self) -> Fault:
        """The fault of a row whose key another record has."""

    @property
    def changed(self) -> Fault:
        """The fault of a row that was imported before from the same source, with other content."""

    def twice(self, first_row: int) -> Fault:
        """Return the fault of a row whose key an earlier row of the same file has."""

    def unfit(self, named: Any) -> Iterable[Fault]:  # Any: what `Rows.named` returned
        """Return the faults of whom a row names."""

    async def known(self, keys: Sequence[K]) -> Sequence[Known]:
        """Return what the store has under each key, in the order of the keys."""

    async def as_exported(self, found: Mapping[K, str]) -> Mapping[K, str]:
        """Return the digests of the rows that an export would give of these records now, by the keys that found them.

        Without those that the importer may not read.
        """

    @property
    def unknown(self) -> Fault:
        """The fault of a row that is to be withdrawn, and of which no record came from the same source."""

    @property
    def gone_on(self) -> Fault:
        """The fault of a row that is to be withdrawn, and in whose record something was done since."""

    async def withdraw(self, record_ids: Sequence[str], *, dry_run: bool) -> Collection[str]:
        """Take these records out, as if they had never come, and announce it; return those that were gone on with.

        With `dry_run` nothing is taken out.
        """

    async def write(self, new: Sequence[Prepared[K]]) -> None:
        """Write the new records and announce them; raise a `Problem` to refuse the whole import."""
