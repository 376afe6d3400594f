"""Vital events for measuring: thousands made by the register's own rules, multiplied by the database; a fixed seed.

Each copy is of another office and has numbers of its own; names come again, as in a country. Indexes and constraints
are taken away before and made again behind it, which is how millions of rows come in within minutes.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import asyncpg
import orjson

from bench.names import ENDING, FAMILY, GIVEN, ROOTS
from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from contracts.name_keys import edition_of
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.declaring import Country, stated
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record, replay
from services.civil_registration.store.events import columns_of, people_rows

SEED: Final = 20_261_130
MEMBER: Final = "registrar"
HOSPITAL: Final = Seat("hospital", "hq")
BEGAN: Final = date(2016, 11, 1)
DAYS: Final = 3_650
_LISTS: Final = Catalogue.load().code_lists
_OPEN: Final = 40  # one event of so many waits
_TABLES: Final = ("civil_events", "civil_event_actions", "civil_people", "civil_names", "civil_numbers")
_CONSTRAINTS: Final = """
    select conrelid::regclass::text as table, conname as name, contype::text as kind, pg_get_constraintdef(oid) as told
    from pg_constraint
    where (conrelid::regclass::text = any($1) and contype in ('p', 'u', 'f'))
        or (confrelid::regclass::text = any($1) and contype = 'f') -- of tables that refer to them
"""
_INDEXES: Final = """
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as told from pg_index
    where indrelid::regclass::text = any($1)
        and not exists (select 1 from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
"""
# of copy r of template n: its serial, its office, its id, its numbers
_COPY: Final = """
create temporary table copies as
select t.n, r, t.n + r * $1::bigint as serial, o.code as office,
    substr(t.event_id, 1, 14) || lpad((t.n + r * $1::bigint)::text, 16, '0') as event_id
from t_events t cross join generate_series(0, $2::int - 1) r
join unnest($3::text[]) with ordinality o (code, place) on o.place = 1 + (t.n + r) % cardinality($3::text[])
"""
_NUMBER: Final = "c.office || '-B-' || to_char(t.registered_on, 'YYYY') || '-' || lpad(c.serial::text, 8, '0')"
_ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    "civil_events": {
        "event_id": "c.event_id",
        "tracking_id": "'B' || lpad(c.serial::text, 8, '0')",
        "registrar_office": "c.office",
        "district": "c.office",
        "registration_number": f"case when t.registered_on is not null then {_NUMBER} end",
    },
    "civil_event_actions": {
        "event_id": "c.event_id",
        "content": "case when t.content ? 'registrar' then "
        "jsonb_set(t.content, '{registrar,office}', to_jsonb(c.office)) else "
        "jsonb_set(t.content, '{registrationNumber}', to_jsonb(c.office || '-B-' || "
        "left(t.content ->> 'registeredOn', 4) || '-' || lpad(c.serial::text, 8, '0'))) end",
    },
    "civil_people": {"event_id": "c.event_id"},
    "civil_names": {"event_id": "c.event_id", "registrar_office": "c.office"},
    "civil_numbers": {
        "event_id": "c.event_id",
        "key": "case t.type when 'citizenId' then lpad(c.serial::text, 10, '0') when 'trackingId' then "
        "'B' || lpad(c.serial::text, 8, '0') when 'registrationNumber' then c.office || 'B' || "
        "(select to_char(e.registered_on, 'YYYY') from t_events e where e.n = c.n) || lpad(c.serial::text, 8, '0') "
        "else t.key || c.serial end",
    },
}


def offices() -> list[str]:
    """Return the codes of the registering offices: one in every other district."""
    places = Catalogue.load().codelist("places").codes
    return [code for code in sorted(places) if len(code) == 4][::2]


def records(count: int) -> Iterator[tuple[str, Record]]:
    """Yield so many births with their ids, made by the register's own rules; most of them are registered."""
    chance = random.Random(SEED)
    country = _country()
    for number in range(count):
        day = BEGAN + timedelta(days=chance.randrange(DAYS))
        at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC) + timedelta(days=2)
        author = Author(HOSPITAL, "wards", None, at)
        opening = stated(Act.DECLARE, EventKind.BIRTH, _birth(chance, day, number), author, country)
        log = [opening]
        if number % _OPEN:
            content = {"registrationNumber": "0", "registeredOn": at.date().isoformat(), "bookNumber": f"{number}/ທບ"}
            log.append(Action(Act.REGISTER, Author(Seat(MEMBER, "0101"), "desk", "ນ. ຄຳຫຼ້າ", at), content))
        yield f"{new_id('civ', at=at)[:14]}{number:016}", replay(log)


async def load(url: str, count: int, templates: int = 10_000) -> Mapping[str, int]:
    """Fill the register's database with so many births; return how many rows each table has got."""
    copies = max(1, count // min(templates, count))
    templates = min(templates, count)
    connection = await asyncpg.connect(url, server_settings={"session_replication_role": "replica"})
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=lambda v: b"\x01" + orjson.dumps(v), decoder=bytes
    )
    try:
        for setting in ("maintenance_work_mem = '512MB'", "work_mem = '128MB'", "synchronous_commit = off"):
            await connection.execute(f"set {setting}")
        await _copy_templates(connection, list(records(templates)))
        await connection.execute("set jit = off")
        again = await _without_indexes(connection)
        await connection.execute(_copies(templates, copies))
        counts = {table: await _multiply(connection, table) for table in _TABLES}
        for statement in again:
            await connection.execute(statement)
        await connection.execute("""
            insert into changes (topic, id, place)
            select 'la.gov.civil.event', event_id, nextval('changes_place')
            from (select event_id from civil_events order by 1) e
        """)
        # their keys are made: the register need not look at each
        await connection.execute(
            "insert into stored_key_progress (id, made_by, after, done) values (1, $1, '', true)"
            " on conflict (id) do update set made_by = excluded.made_by, after = '', done = true",
            edition_of(_LISTS),
        )
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return counts


def _copies(templates: int, copies: int) -> str:
    codes = "array[" + ", ".join(f"'{code}'" for code in offices()) + "]"
    return _COPY.replace("$1", str(templates)).replace("$2", str(copies)).replace("$3", codes)


async def _multiply(connection: asyncpg.Connection, table: str) -> int:
    columns = await connection.fetch(
        "select column_name as name from information_schema.columns where table_name = $1", table
    )
    names = [column["name"] for column in columns]
    values = [_ROWS[table].get(name, f"t.{name}") for name in names]
    done = await connection.execute(
        f"insert into {table} ({', '.join(names)}) "
        f"select {', '.join(values)} from {'t' + table.removeprefix('civil')} t join copies c on c.n = t.n"
    )
    return int(done.rsplit(" ", 1)[1])


async def _copy_templates(connection: asyncpg.Connection, made: Sequence[tuple[str, Record]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _TABLES}  # Any: values of columns
    for number, (event_id, record) in enumerate(made):
        told = {"event_id": event_id, "tracking_id": "", **columns_of(record)}
        rows["civil_events"].append({"n": number, **told})
        for position, action in enumerate(record.actions):
            by = action.author
            rows["civil_event_actions"].append({
                "n": number, "event_id": event_id, "position": position, "kind": action.kind.value, "at": by.at,
                "member": by.seat.member, "office": by.seat.office, "system": by.system, "officer": by.officer,
                "content": dict(action.content),
            })  # fmt: skip
        for table, some in people_rows(event_id, record, _LISTS).items():
            rows[table] += [{"n": number, **{name: _day(name, value) for name, value in row.items()}} for row in some]
    for table, some in rows.items():
        template = "t" + table.removeprefix("civil")
        await connection.execute(f"create temporary table {template} (like {table}); alter table {template} add n int")
        names = list(dict.fromkeys(name for row in some for name in row))
        records = [tuple(map(row.get, names)) for row in some]
        await connection.copy_records_to_table(template, records=records, columns=names)
        await connection.execute(f"create index on {template} (n)")
        await connection.execute(f"analyze {template}")


def _day(name: str, value: Any) -> Any:  # Any: a value of a column
    return date.fromisoformat(value) if name in {"born_from", "born_to"} and value is not None else value


async def _without_indexes(connection: asyncpg.Connection) -> list[str]:
    """Take the indexes and constraints of the tables away; return the statements that make them again."""
    constraints = await connection.fetch(_CONSTRAINTS, list(_TABLES))
    indexes = await connection.fetch(_INDEXES, list(_TABLES))
    by_kind = {kind: [each for each in constraints if each["kind"] == kind] for kind in "puf"}
    for each in (*by_kind["f"], *by_kind["u"], *by_kind["p"]):
        await connection.execute(f"alter table {each['table']} drop constraint {each['name']}")
    for each in indexes:
        await connection.execute(f"drop index {each['name']}")
    return [
        *(
            f"alter table {each['table']} add constraint {each['name']} {each['told']}"
            for kind in "puf"
            for each in by_kind[kind]
        ),
        *(each["told"] for each in indexes),
    ]


def _birth(chance: random.Random, day: date, number: int) -> dict[str, Any]:  # Any: JSON
    def name(family: str) -> dict[str, str]:
        given = chance.choice(GIVEN) + chance.choice(ENDING)
        return {"use": "legal", "text": f"{given} {family}", "given": given, "family": family, "script": "lao"}

    family = chance.choice(FAMILY) + chance.choice(ROOTS)
    born = day - timedelta(days=chance.randrange(18 * 366, 40 * 365))
    return {
        "occurredOn": day.isoformat(),
        "place": "0101",
        "birthType": "single",
        "attendant": "midwife",
        "ownNumber": f"ຮໝ{number}",
        "registrar": {"member": MEMBER, "office": "0101"},
        "child": {"name": name(family), "sex": chance.choice(("female", "male"))},
        "mother": {
            "name": name(chance.choice(FAMILY) + chance.choice(ROOTS)),
            "birthDate": {"value": born.isoformat(), "precision": "day"},
            "maritalStatus": "married",
            "residence": "0101",
            "identifiers": [{"type": "citizenId", "value": f"{number:010}"}],
        },
        "father": {"name": name(family)},
    }


def _country() -> Country:
    known = OfficeFacts(Seat(MEMBER, "0101"), "registrar-office", "district", "ຫ້ອງການ", "Office", place="0101")
    return Country(Organisations.of(1, [], [known]), _LISTS, frozenset({"registrar-office"}))
