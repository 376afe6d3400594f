"""Civil registration: the one record of each vital event, from the first notice to what comes after its registration.

Owns: vital events, the log of actions that each of them is made of, registration numbers, certificates and
  whether they count, what is owed to identity systems.
Publishes: la.gov.civil.birth.declared.v1, la.gov.civil.birth.registered.v1, la.gov.civil.birth.corrected.v1,
  la.gov.civil.birth.cancelled.v1, la.gov.civil.birth.reinstated.v1, la.gov.civil.death.registered.v1,
  la.gov.civil.death.corrected.v1, la.gov.civil.death.cancelled.v1, la.gov.civil.death.reinstated.v1,
  la.gov.civil.marriage.registered.v1, la.gov.civil.marriage.corrected.v1, la.gov.civil.marriage.cancelled.v1,
  la.gov.civil.marriage.reinstated.v1, la.gov.civil.divorce.registered.v1, la.gov.civil.divorce.corrected.v1,
  la.gov.civil.divorce.cancelled.v1, la.gov.civil.divorce.reinstated.v1, la.gov.civil.certificate.revoked.v1,
  la.gov.civil.event.recorded.v1
Consumes: la.gov.justice.judgment.final.v1, la.gov.justice.case.moved.v1,
  la.gov.justice.case.corrected.v1
"""
