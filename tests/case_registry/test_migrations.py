"""A registry of an earlier build goes on: what it holds gets a history, a holder and names to be found by."""

import json
import re
from importlib import import_module
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from fastapi import FastAPI
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.bus.port import Bus
from chassis.postgres.database import dialect_url, migrate
from chassis.reference.held import HeldOrganisations
from contracts.catalogue import Catalogue
from contracts.identifiers import new_id
from services.case_registry.app import build
from services.case_registry.settings import Settings
from services.case_registry.usecases.stored_keys import renew
from tests.case_registry.builders import (
    ARTICLE,
    COURT,
    POLICE,
    PROSECUTOR,
    a_suspect,
    in_court,
    moved,
    opened,
    sent,
    with_the_prosecutor,
)
from tests.case_registry.conftest import MIGRATIONS
from tests.case_registry.country import COUNTRY, at
from tests.case_registry.court_builders import a_hearing, brought, first_participant, in_trial, posted, sitting, tried
from tests.case_registry.imports import a_row, imported, lines
from tests.case_registry.test_claims import CLAIM, civil
from tests.case_registry.test_corrections import corrected, of_fact
from tests.case_registry.told import told_now
from tests.support.field import from_the_field
from tests.support.postgres import FreshDatabase
from tests.support.service import KEYS, SUBJECT_KEYS, running, secret_files

A_CASE = "cas_01k9s0zt4r7q2v5x8y1a3b6c9d"
A_CIVIL_CASE = "cas_01k9s0zt4r7q2v5x8y1a3b6c9e"
EARLIER = """
    insert into cases values
        ('cas_01k9s0zt4r7q2v5x8y1a3b6c9d', 'ລັກຊັບ', 'criminal', '0101', '2026-03-02', 'reported', 'none', 'police',
         '2026-03-02T03:00:00Z', '{police}'),
        ('cas_01k9s0zt4r7q2v5x8y1a3b6c9e', 'ມໍລະດົກ', 'civil', '0101', '2026-03-03', 'filedInCourt', 'none', 'psc',
         '2026-03-03T03:00:00Z', '{psc}');
    insert into case_numbers values
        ('cas_01k9s0zt4r7q2v5x8y1a3b6c9d', 'police', '', '45/ປກສ', '45/ປກສ', 2026, '2026-03-02'),
        ('cas_01k9s0zt4r7q2v5x8y1a3b6c9e', 'psc', '0101', '7/ສປຊ', '7/ສປຊ', 2026, '2026-03-03');
    insert into participants values
        ('ptc_01k9s0zt4r7q2v5x8y1a3b6c9d', 'cas_01k9s0zt4r7q2v5x8y1a3b6c9d', 0,
         '{"use": "legal", "text": "ບຸນມີ ແກ້ວມະນີ", "script": "lao"}', null, null, null, '{ບຸນມີແກ້ວມະນີ}'),
        ('ptc_01k9s0zt4r7q2v5x8y1a3b6c9e', 'cas_01k9s0zt4r7q2v5x8y1a3b6c9e', 0,
         null, null, 'ບໍລິສັດ ຈະເລີນຊັບ', null, '{ບໍລິສັດຈະເລີນຊັບ}');
    insert into participant_roles values
        ('ptc_01k9s0zt4r7q2v5x8y1a3b6c9d', 'suspect', '2026-03-02', null),
        ('ptc_01k9s0zt4r7q2v5x8y1a3b6c9e', 'plaintiff', '2026-03-03', null);
"""


def _holding(app: FastAPI, held: HeldOrganisations) -> FastAPI:
    app.state.resources["organisations"] = held
    return app


def _first_build(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("chassis.postgres") / "alembic"))
    config.set_main_option("version_locations", str(files(MIGRATIONS) / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    for statement in EARLIER.split(";\n"):
        connection.exec_driver_sql(statement)  # as it stands: its colons are no parameters


async def test_cases_of_an_earlier_build_are_found_and_moved(fresh_database: FreshDatabase, bus: Bus) -> None:
    url = fresh_database()
    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(_first_build)
    await engine.dispose()
    await migrate(url, MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    held = HeldOrganisations(COUNTRY)
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        case = (await registry.call("GET", f"/cases/{A_CASE}")).json()
        assert (case["responsible"], case["version"]) == ({"member": "police", "office": "hq"}, 1)
        civil = (await registry.call("GET", f"/cases/{A_CIVIL_CASE}")).json()
        assert civil["responsible"] == civil["court"] == {"member": "psc", "office": "0101"}
        for name, case_id in (("ແກ້ວ", A_CASE), ("ບຸນມີ", A_CASE), ("ຈະເລີນ", A_CIVIL_CASE)):
            page = (await registry.call("GET", "/cases", params={"participantName": name})).json()
            assert [each["caseId"] for each in page["items"]] == [case_id]
        await moved(registry, A_CASE, "underInvestigation", POLICE)
        await moved(registry, A_CIVIL_CASE, "accepted", at("psc", "0101"), on="2026-03-03")
        moves = (await registry.call("GET", f"/cases/{A_CASE}/moves")).json()["items"]
        assert [each["to"] for each in moves] == ["reported", "underInvestigation"]


WITHOUT_CORRECTIONS = (
    "drop table case_readers",
    "drop table owed_corrections",
    "drop table case_corrections",
    *(f"alter table {table} drop column recorded_at" for table in ("participant_roles", "representations")),
    *(f"alter table {table} drop column ended_at" for table in ("participant_roles", "representations")),
    "alter table custody_records drop column recorded_at",
)
# What 0146 did, backwards.
WITHOUT_CLOCK = (
    "drop table case_deadlines, deadline_progress, ticks, changes",
    "drop sequence changes_place",
    "alter table cases drop column due_on",
    "drop index charges_by_article, panel_seats_by_judge, decisions_by_day",
)
ONE_ENTRY = "prosecutor_files_once_open"
ONE_NUMBER = "case_numbers_once_an_office_and_year"
# What 0189 did, backwards.
ANOTHER_NAME = (
    "alter table case_claims rename column subject to matter",
    "alter table prosecutor_files rename column recorded_at to entered_at",
    "alter table decisions rename column override_reason to twice_reason",
    "alter table panel_seats drop column left_reason",
    """
    update case_corrections set members = replace(members::text, '"subject":', '"matter":')::jsonb
     where members ? 'claims'
    """,
    """
    update import_mappings set mapping =
        replace(replace(mapping::text, '/overrideReason"', '/twiceReason"'), '/subject"', '/matter"')::jsonb
    """,
)
# What the migrations after 0158 added, backwards.
WITHOUT_THE_LATEST = (
    "drop table successions",
    *ANOTHER_NAME,
    "alter table cases rename column recorded_at to opened_at",
    "drop index case_numbers_by_number",
    "create index case_numbers_by_number on case_numbers (normal)",
    "drop table extract_readers",
    "alter table owed_corrections drop column decision_id",
    "drop index case_corrections_of_claims",
    "drop index import_rows_withdrawn",
    "alter table hearings drop column time_known",  # and its constraint with it
    "alter table hearings drop constraint hearings_to_come_are_whole",
    "alter table decisions drop column number_normal, drop column twice_reason",  # and its index with it
    "alter table imports drop column withdrawn",
    "alter table participants drop column death_unconfirmed",
    "alter table hand_overs drop column sent_on, drop column received_on",
    "alter table case_corrections drop column recorded_by",
    "drop index case_history_requests",
    "alter table prosecutor_files drop column withdrawn_at",  # and its index with it
    f"create unique index {ONE_ENTRY} on prosecutor_files (case_id, section, level) where outcome is null",
    "alter table case_numbers drop column own",  # and its index with it
    f"alter table case_numbers add constraint {ONE_NUMBER} unique (member, office, year, normal)",
)
# What the later migrations, 0131 and 0121 did, backwards.
WITHOUT_PROGRESS = (
    *WITHOUT_THE_LATEST,
    *WITHOUT_CLOCK,
    *WITHOUT_CORRECTIONS,
    *(f"drop table {table}" for table in ("case_stays", "case_prosecutors", "case_claims")),
    "alter table proceedings drop column transferred_member, drop column transferred_office",
    "alter table panel_seats drop column left_for, drop column left_ground, drop column left_decided_by",
    "alter table cases drop column committed_on, drop column defendant",
    "drop index decisions_final",
    "alter table decisions drop column civil_status, drop column superseded_on",
    "alter table participants drop column unlisted, drop column age",
    "alter table cases drop column before_pause",
    "drop index custody_records_held",
    "alter table custody_records drop column ended_at, drop column case_id",
    "alter table import_rows drop column changes",
    "alter table hearings drop column room_normal",
    "drop table stored_key_progress, past_children_progress",
)

# What 0091 did, backwards: no office where it is `hq`, and members in place of the offices with a part in a case.
ALWAYS = (
    *(("cases", "responsible_office"), ("cases", "court_office"), ("cases", "offered_office")),
    *(("case_history", "office"), ("charge_steps", "office"), ("proceedings", "court_office")),
    *(("hearings", "court_office"), ("decisions", "court_office"), ("hand_overs", "from_office")),
    *(("hand_overs", "to_office"), ("prosecutor_files", "office"), ("register_reports", "office")),
)
# What 0092 did, backwards.
WITHOUT_OPENERS = [
    "alter table cases rename column opened_member to opened_by",
    "alter table cases drop column opened_office",
    *(f"alter table document_deliveries rename column {side}_member to {side}" for side in ("issuer", "recipient")),
    *(f"alter table document_deliveries drop column {side}_office" for side in ("issuer", "recipient")),
]
WITHOUT_SEATS = [
    *WITHOUT_PROGRESS,
    *WITHOUT_OPENERS,
    *(
        statement
        for table, office in ALWAYS
        for statement in (
            f"alter table {table} alter column {office} drop not null",
            f"update {table} set {office} = null where {office} = 'hq'",
        )
    ),
    "update case_numbers set office = '' where office = 'hq'",
    "update imported_cases set office = '' where office = 'hq'",
    "alter table imports drop column office",
    "update case_history set fact = fact #- '{to,office}' where fact->'to'->>'office' = 'hq'",
    "update case_history set fact = fact #- '{court,office}' where fact->'court'->>'office' = 'hq'",
    "update hearing_claims set claimed = replace(replace(claimed, '/hq/room/', '//room/'), '/hq/judge/', '/judge/')",
    "alter table cases add column members text[]",
    "update cases set members = array(select distinct s->>'member' from jsonb_array_elements(involved) s order by 1)",
    "alter table cases drop column involved",
    "alter table cases rename column members to involved",
    "alter table cases alter column involved set not null",
    "drop index hand_overs_by_sender",
    "drop index hand_overs_by_receiver",
    "create index hand_overs_by_sender on hand_overs (from_member, hand_over_id)",
    "create index hand_overs_by_receiver on hand_overs (to_member, hand_over_id)",
    "update alembic_version set version_num = '0081'",
]


async def test_rows_that_named_no_office_are_of_the_head_office_and_parts_are_read_from_the_history(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    held = HeldOrganisations(COUNTRY)
    everything = (
        "select case_id, responsible_office, court_office, offered_office, involved from cases order by 1",
        "select case_id, opened_member, opened_office from cases order by 1",
        "select * from document_deliveries",
        "select case_id, position, office, fact from case_history order by 1, 2",
        "select hearing_id, claimed from hearing_claims order by 1, 2",
        "select hearing_id, room_normal from hearings order by 1",
        "select hand_over_id, from_office, to_office from hand_overs order by 1",
        "select case_id, member, office, printed from case_numbers order by 1, 2, 3, 4",
        "select file_id, office from prosecutor_files order by 1",
    )
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        case_id = await in_trial(registry)
        suspect = await first_participant(registry, case_id)
        proceeding = await sitting(registry, case_id)
        await posted(registry, f"/cases/{case_id}/hearings", a_hearing(proceeding), COURT)
        gone = await posted(
            registry, f"/cases/{case_id}/hearings", a_hearing(proceeding, "13:30", "14:30", room="3 b."), COURT
        )
        statement = {"enteredOn": "2026-04-02", "level": "firstInstance"}
        await posted(registry, f"/cases/{case_id}/prosecutor-statements", statement, PROSECUTOR)
        free = {"status": "free", "since": "2026-03-04T08:00:00+07:00"}
        await posted(registry, f"/cases/{case_id}/participants/{suspect}/custody", free, POLICE)
        on_its_way = (await opened(registry, number="9/ປກສ"))["caseId"]
        for status in ("underInvestigation", "fileSentToProsecutor"):
            await moved(registry, on_its_way, status, POLICE)
        await sent(registry, on_its_way, PROSECUTOR, POLICE)
        async with registry.units.open() as unit:
            await unit.connection.exec_driver_sql(A_DELIVERY)
            await unit.connection.exec_driver_sql(
                f"delete from hearing_claims where hearing_id = '{gone['hearingId']}'"
            )
        before = [await registry.rows(query) for query in everything]
        parts = {(seat["member"], *seat["parts"]) for seat in before[0][0]["involved"]}
        assert parts == {
            ("police", "custody", "file"),
            ("ospp", "charge", "file", "register"),
            ("psc", "court", "file"),
        }
    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as connection:
        for statement_text in WITHOUT_SEATS:
            await connection.exec_driver_sql(statement_text)
    await engine.dispose()
    await migrate(url, MIGRATIONS)
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        assert [await registry.rows(query) for query in everything] == before
        case = (await registry.call("GET", f"/cases/{case_id}", caller=COURT)).json()
        assert case["court"] == {"member": "psc", "office": "hq"}


A_DELIVERY = """
    insert into document_deliveries (
        delivery_id, document_id, issuer_member, issuer_office, recipient_member, recipient_office, opened_at
    ) values ('dlv_1', 'doc_1', 'police', 'hq', 'ospp', 'hq', '2026-03-20T04:10:00Z')
"""


# What 0176, 0081 and 0071 did, backwards: the database as an earlier build left it.
OLD_IDS = """
    drop table reference_data;
    update charges
        set article = article - 'committedOn' || jsonb_build_object('actOn', article -> 'committedOn' -> 'value');
    update charge_steps set said = jsonb_set(said, '{article}', (said -> 'article') - 'committedOn'
        || jsonb_build_object('actOn', said -> 'article' -> 'committedOn' -> 'value')) where said ? 'article';
    alter table charge_steps drop constraint charge_steps_charge_id_fkey;
    update charges set charge_id = 'chg_' || substr(charge_id, 5);
    update charge_steps set charge_id = 'chg_' || substr(charge_id, 5);
    alter table charge_steps add constraint charge_steps_charge_id_fkey
        foreign key (charge_id) references charges (charge_id);
    update case_history set fact = replace(fact::text, '"crg_', '"chg_')::jsonb;
    update idempotency set headers = replace(headers::text, '/crg_', '/chg_')::jsonb,
        body = convert_to(replace(convert_from(body, 'UTF8'), '"crg_', '"chg_'), 'UTF8');
    update outbox set published_at = null,
        envelope = convert_to(replace(convert_from(envelope, 'UTF8'), '"crg_', '"chg_'), 'UTF8');
    update alembic_version set version_num = '0061'
"""


async def test_charges_of_an_earlier_build_keep_everything_but_the_beginning_of_their_ids(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    filing = {"text": 'ຂໍ້ຫາ "chg_01k9s0zt4r7q2v5x8y1a3b6c9d"', "article": ARTICLE, "filedOn": "2026-03-20"}
    held = HeldOrganisations(COUNTRY)
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        case_id = await with_the_prosecutor(registry)
        filing["participantId"] = await first_participant(registry, case_id)
        path, key = f"/cases/{case_id}/charges", new_id("key")
        first = await registry.call("POST", path, json=filing, caller=PROSECUTOR, key=key)
        before = (await registry.call("GET", path, caller=POLICE)).json()
    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as connection:
        for statement in (*WITHOUT_SEATS, *OLD_IDS.split(";\n")):
            await connection.exec_driver_sql(statement)
    await migrate(url, MIGRATIONS)
    async with engine.connect() as connection:
        for column in ("fact::text from case_history", "convert_from(envelope, 'UTF8') from outbox"):
            texts = (await connection.exec_driver_sql(f"select {column}")).scalars().all()
            assert not [each for each in texts if re.search(r'(?<!\\)"chg_', each)]
    await engine.dispose()
    held = HeldOrganisations(COUNTRY)
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        assert (await registry.call("GET", path, caller=POLICE)).json() == before
        again = await registry.call("POST", path, json=filing, caller=PROSECUTOR, key=key)
        assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
        assert again.headers["idempotent-replayed"] == "true"


# What 0111 did, backwards: keys as an earlier build made them.
OLD_KEYS = (
    *WITHOUT_PROGRESS,
    "update participant_names set key = key || 'x'",
    "update case_numbers set normal = printed",
    "update imported_cases set normal = 'N–1/ປກສ'",
    "update alembic_version set version_num = '0092'",
)


async def test_keys_of_an_earlier_build_are_folded_as_new_ones_are(fresh_database: FreshDatabase, bus: Bus) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    names = [row[0] for file in ("12-typing-order.json", "13-names.json") for row in from_the_field(file)]
    people = [a_suspect(name={"use": "legal", "text": name, "script": "other"}) for name in [*names, "ທ່ານ ດຣ. Đỗ Ｗ"]]
    everything = ("select * from participant_names order by 1, 3", "select * from case_numbers order by printed")
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        case_id = (await opened(registry, number="N–1/ປກສ", participants=people))["caseId"]
        await opened(registry, number="໐1／ປ ກສ.", participants=people[:1])
        async with registry.units.open() as unit:
            imported = "insert into imported_cases values ('police', 'old', '0101', 2026, 'N-1/ປກສ', :id, 'x')"
            await unit.connection.execute(text(imported), {"id": case_id})
        before = [await registry.rows(query) for query in everything]
        async with registry.units.open() as unit:
            for statement in OLD_KEYS:
                await unit.connection.exec_driver_sql(statement)
    await migrate(url, MIGRATIONS)
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        await renew(registry.units, Catalogue.load().code_lists, SUBJECT_KEYS)  # as the keeper does: spellings, too
        assert [await registry.rows(query) for query in everything] == before
        assert await registry.rows("select normal from imported_cases") == [{"normal": "N-1/ປກສ"}]


async def test_two_cases_whose_numbers_become_one_both_stay(fresh_database: FreshDatabase, bus: Bus) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        first = (await opened(registry, number="1-1/ປກສ"))["caseId"]
        second = (await opened(registry, number="2-1/ປກສ"))["caseId"]
        async with registry.units.open() as unit:
            await unit.connection.exec_driver_sql(
                f"update case_numbers set normal = '1–1/ປກສ' where case_id = '{second}'"
            )
            for statement in (*WITHOUT_PROGRESS, "update alembic_version set version_num = '0092'"):
                await unit.connection.exec_driver_sql(statement)
    await migrate(url, MIGRATIONS)
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        rows = await registry.rows("select case_id, normal from case_numbers order by case_id")
        placed = await registry.rows("select id from changes order by place")
    assert [(row["case_id"], row["normal"]) for row in rows] == [(first, "1-1/ປກສ"), (second, "1–1/ປກສ")]
    assert [row["id"] for row in placed] == [first, second]  # 0146: whoever follows begins with what is there


async def test_judgments_and_results_that_an_earlier_build_left_standing_are_set_aside(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    app = _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    everything = (
        "select * from charges order by 1",
        "select * from charge_steps order by 1, 2",
        "select * from decisions order by 1",
    )
    async with running(app) as registry:
        for number, quashed in (("1/ປກສ", True), ("2/ປກສ", False)):
            case_id = await in_court(registry, number=number)
            await brought(registry, case_id, COURT, "accepted", "inTrial", "judgedFirstInstance", "appealed")
            if quashed:
                await tried(registry, case_id, "appeal")
                court = {"member": "psc", "office": "hq"}
                await moved(registry, case_id, "inTrial", COURT, outcome="quashedAndRemanded", court=court)
        before = [await registry.rows(query) for query in everything]
        assert {row["state"] for row in before[0]} == {"live", "decided"}
        earlier = import_module("services.case_registry.migrations.versions.0158_superseded").down_revision
        async with registry.units.open() as unit:
            for statement in (
                "update charges set state = 'decided', result = 'guilty', decided_on = '2026-03-02'",
                "delete from charge_steps where step = 'setAside'",
                "alter table decisions drop column superseded_on",
                *WITHOUT_THE_LATEST,
                f"update alembic_version set version_num = '{earlier}'",
            ):
                await unit.connection.exec_driver_sql(statement)
    await migrate(url, MIGRATIONS)
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        assert [await registry.rows(query) for query in everything] == before


# What 0177 and 0176 did to the first fault of each row, backwards.
OLD_FAULTS = (
    "drop table successions",
    *ANOTHER_NAME,
    "alter table cases rename column recorded_at to opened_at",
    "drop index case_numbers_by_number",
    "create index case_numbers_by_number on case_numbers (normal)",
    "drop table extract_readers",
    "alter table owed_corrections drop column decision_id",
    "drop index case_corrections_of_claims",
    "drop index import_rows_withdrawn",
    "alter table hearings drop column time_known",  # and its constraint with it
    "alter table hearings drop constraint hearings_to_come_are_whole",
    """
    update import_rows
       set faults = (
           select jsonb_agg(case when place = 1 then fault - 'message' || (fault -> 'message') else fault end
                            order by place)
             from jsonb_array_elements(faults) with ordinality as each(fault, place))
     where faults is not null
    """,
)


async def test_faults_of_rows_of_an_earlier_build_say_their_sentence_as_new_ones_do(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    everything = "select row, faults from import_rows order by row"
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        await imported(
            registry, lines(a_row(1, status="feast", place="9999", restriction="feast"), a_row(2)), partial="true"
        )
        before = await registry.rows(everything)
        assert [len(row["faults"] or ()) for row in before] == [2, 0]
        earlier = import_module("services.case_registry.migrations.versions.0176_forms_of_what_is_kept").down_revision
        async with registry.units.open() as unit:
            for statement in (*OLD_FAULTS, f"update alembic_version set version_num = '{earlier}'"):
                await unit.connection.exec_driver_sql(statement)
        old = (await registry.rows(everything))[0]["faults"]
        assert ["message" in fault for fault in old] == [False, True]
    await migrate(url, MIGRATIONS)
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        assert await registry.rows(everything) == before


async def test_claims_and_mappings_that_an_earlier_build_kept_are_read_under_the_names_of_now(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    app = _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    everything = ("select members from case_corrections", "select mapping from import_mappings")
    targets = {"ເລກຄະດີ": "number", "claims/0/matter": "claims/0/subject"}
    defaults = {"proceedings/0/decisions/0/overrideReason": "ປຶ້ມສອງຫົວ"}
    async with running(app) as registry:
        case_id, plaintiff = await civil(registry)
        claim = await posted(registry, f"/cases/{case_id}/claims", CLAIM | {"participantId": plaintiff}, COURT)
        right = claim | {"subject": "ຄ່າເສຍຫາຍ"}
        await corrected(registry, case_id, of_fact(1, claims={"was": [claim], "now": [right]}), COURT)
        mapping = {"category": "civil", "columns": targets, "defaults": defaults}
        await posted(registry, "/import-mappings", mapping, COURT)
        before = [await registry.rows(query) for query in everything]
        earlier = import_module("services.case_registry.migrations.versions.0189_one_name_for_one_thing").down_revision
        async with registry.units.open() as unit:
            for statement in (
                "drop table successions",
                *ANOTHER_NAME,
                f"update alembic_version set version_num = '{earlier}'",
            ):
                await unit.connection.exec_driver_sql(statement)
        old = [await registry.rows(query) for query in everything]
        assert old[0][0]["members"]["claims"]["was"][0]["matter"] == CLAIM["subject"]
        assert old[1][0]["mapping"]["columns"]["claims/0/matter"] == "claims/0/matter"
    await migrate(url, MIGRATIONS)
    async with running(
        _holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), HeldOrganisations(COUNTRY))
    ) as registry:
        assert [await registry.rows(query) for query in everything] == before


# What 0188 did, backwards.
OLD_NAMES = (
    """
    update import_mappings
       set mapping = replace(replace(mapping::text, '"defendantStatus"', '"defendant"'), '/participantPlace"',
                             '/participant"')::jsonb
    """,
    """
    update import_mappings
       set mapping = replace(replace(mapping::text, '/filedBy/', '/prosecutor/'), '/judgeIds/', '/judges/')::jsonb
    """,
    """update case_corrections set members = replace(members::text, '"otherCaseId"', '"caseId"')::jsonb""",
)


def _names_anew(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        import_module("services.case_registry.migrations.versions.0188_names_of_forms").upgrade()


async def test_what_is_kept_under_the_names_of_an_earlier_build_gets_those_of_now(
    fresh_database: FreshDatabase, bus: Bus
) -> None:
    url = fresh_database(MIGRATIONS)
    told = {"database_url": url, "bus": "postgres", "bus_url": "handed in"}
    settings = Settings.model_validate(told | secret_files(Settings))
    # a heading and a code of the file may be the words that a target was
    columns = {"defendant": "person:defendant", "a": "defendantStatus", "b": "charges/0/participantPlace"}
    columns |= {"c": "charges/0/filedBy/office", "d": "proceedings/0/hearings/1/judgeIds/0"}
    mapping = {
        "category": "criminal",
        "columns": columns | {"number": "number", "role": "claims/12/participantPlace"},
        "values": {"role": {"defendant": "defendant", "participant": "participant"}},
        "defaults": {"defendantStatus": "defendant", "charges/0/participantPlace": "0"},
    }
    kept = ("select mapping from import_mappings order by mapping_id", "select members from case_corrections")
    held = HeldOrganisations(COUNTRY)
    async with running(_holding(build(settings, bus=bus, voucher_keys=KEYS, clock=told_now()), held)) as registry:
        case_id, other = [(await opened(registry, number=f"{number}/ປກສ"))["caseId"] for number in (1, 2)]
        relation = {"kind": "civilClaimIn", "otherCaseId": other}
        await posted(registry, f"/cases/{case_id}/relations", relation, POLICE)
        mistake = {"reason": "ຜິດ", "basis": "ສຳນວນ", "approvedBy": "ofc-2"}
        change = {"position": 1, "members": {"relations": {"was": [relation]}}}
        await posted(registry, f"/cases/{case_id}/corrections", change | mistake, POLICE)
        async with registry.units.open() as unit:
            keep = text("insert into import_mappings values (:id, 'police', now(), cast(:mapping as jsonb))")
            for each in (mapping, {name: mapping[name] for name in ("category", "columns")}):
                row = {"id": new_id("map"), "mapping": json.dumps(each)}
                await unit.connection.execute(keep, row)
        before = [await registry.rows(query) for query in kept]
        assert before[1] == [{"members": {"relations": {"was": [relation]}}}]
        async with registry.units.open() as unit:
            for statement in OLD_NAMES:
                await unit.connection.exec_driver_sql(statement)
        old = [await registry.rows(query) for query in kept]
        assert old[0][0]["mapping"]["defaults"] == {"defendant": "defendant", "charges/0/participant": "0"}
        assert old[1] == [{"members": {"relations": {"was": [{"kind": "civilClaimIn", "caseId": other}]}}}]
        async with registry.units.open() as unit:
            await unit.connection.run_sync(_names_anew)
        assert [await registry.rows(query) for query in kept] == before
