"""Health summaries: aggregate values of the health sector, in the shapes that DHIS2 speaks.

Owns: data values, the reports they came with, data elements and organisation units.
Publishes: la.gov.health.report.accepted.v1
Consumes: la.gov.civil.birth.registered.v1, la.gov.civil.death.registered.v1
"""
