"""Places of changes: given with the mark of publication, in its order, and only where a component keeps them."""

from sqlalchemy import text

from chassis.events import changes
from chassis.postgres.connection import connect, disconnect
from tests.support.component import Component, create_tables
from tests.support.events import an_event
from tests.support.postgres import FreshDatabase

TABLE = (
    "create sequence changes_place",
    "create table changes (topic text, id text, place bigint not null, primary key (topic, id))",
)


async def component_of(url: str, *, keeps: bool) -> Component:
    await create_tables(url)
    component = Component(url)
    async with component.units.open() as unit:
        for statement in TABLE if keeps else ():
            await unit.connection.execute(text(statement))
    return component


async def published(component: Component, *positions: int) -> None:
    connection = await connect(component.url, "test")
    try:
        await changes.mark_published(connection, list(positions), kept=await changes.are_kept(connection))
    finally:
        await disconnect(connection)


async def placed(component: Component) -> list[tuple[str, int]]:
    async with component.units.open() as unit:
        rows = await unit.connection.execute(text("select id, place from changes order by place"))
        return [(row.id, row.place) for row in rows]


async def test_an_aggregate_has_the_place_of_its_latest_event(fresh_database: FreshDatabase) -> None:
    component = await component_of(fresh_database(), keeps=True)
    await component.announce(*(an_event(subject) for subject in ("cas_1", "cas_2", "cas_1")))
    await published(component, 1, 2, 3)
    assert await placed(component) == [("cas_2", 1), ("cas_1", 2)]
    await component.announce(an_event("cas_2"))
    await published(component, 4)
    assert await placed(component) == [("cas_1", 2), ("cas_2", 3)]


async def test_a_component_without_the_table_marks_alone(fresh_database: FreshDatabase) -> None:
    component = await component_of(fresh_database(), keeps=False)
    await component.announce(an_event())
    await published(component, 1)
    assert await component.count("outbox where published_at is not null") == 1


async def test_a_life_lasts_until_the_table_is_another(fresh_database: FreshDatabase) -> None:
    component = await component_of(fresh_database(), keeps=True)
    lives = []
    for statement in ("select 1", "select 1", "drop table changes", TABLE[1]):
        async with component.units.open() as unit:
            await unit.connection.execute(text(statement))
        if statement != "drop table changes":
            async with component.units.open() as unit:
                lives.append(await changes.life(unit))
    assert lives[0] == lives[1] != lives[2]
    assert all(len(life) == 16 for life in lives)
