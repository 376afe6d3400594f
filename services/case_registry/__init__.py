"""The case registry: one record of a case, shared by police, prosecutors, courts and justice.

Owns: cases, the numbers that members give them, participants and their dated roles.
Publishes: la.gov.justice.case.opened.v1
Consumes: nothing yet.
"""
