"""Every topic of the bus has one writer, and nobody reads what it has no rule for."""

from chassis.bus.topics import topics
from cli.bus_rights import rights_of_all

CASE, BIRTH, DEATH = "la.gov.justice.case", "la.gov.civil.birth", "la.gov.civil.death"
FOLLOWED = "la.gov.civil.event"  # by systems of members, through the gateway


def test_every_topic_is_written_by_its_owner_and_by_nobody_else() -> None:
    writers = [
        (grant.name, who) for who, grants in rights_of_all().items() for grant in grants if "Write" in grant.operations
    ]
    assert sorted(writers) == sorted((each.name, each.owner) for each in topics().values())


def test_nobody_reads_what_it_has_no_rule_for() -> None:
    read = {
        who: [g.name for g in grants if g.kind == "topic" and "Read" in g.operations]
        for who, grants in rights_of_all().items()
    }
    assert read == {
        "case-registry": [DEATH, "la.gov.documents.delivery", "la.gov.documents.document"],
        "civil-registration": [CASE, "la.gov.justice.judgment"],
        "document-exchange": [],
        "health-summaries": [BIRTH, DEATH],
    }
    assert FOLLOWED not in {name for names in read.values() for name in names}
