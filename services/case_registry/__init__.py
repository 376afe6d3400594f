"""The case registry: one record of a case, shared by police, prosecutors, courts and justice.

Owns: cases and their history, the numbers that members give them, relations, hand-overs, participants and their dated
  roles, imports of earlier systems.
Publishes: la.gov.justice.case.opened.v1, la.gov.justice.case.numbered.v1, la.gov.justice.case.related.v1,
  la.gov.justice.case.moved.v1, la.gov.justice.case.handed-over.v1, la.gov.justice.case.taken-over.v1,
  la.gov.justice.case.sent-back.v1, la.gov.justice.case.imported.v1
Consumes: nothing yet.
"""
