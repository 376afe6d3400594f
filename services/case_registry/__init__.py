"""The case registry: one record of a case, shared by police, prosecutors, courts and justice.

Owns: cases and their history, the numbers that members give them, relations, hand-overs; participants with dated
  roles, representatives and custody; charges; proceedings with panels, hearings, decisions; the
  register of the prosecution and what its offices report; prosecutors of cases, claims, and stays before offices, from
  which figures are counted; corrections, and to whom they are owed; what is due in cases; imports of earlier systems;
  how far documents have come.
Publishes: la.gov.justice.case.opened.v1, la.gov.justice.case.numbered.v1, la.gov.justice.case.related.v1,
  la.gov.justice.case.moved.v1, la.gov.justice.case.handed-over.v1, la.gov.justice.case.taken-over.v1,
  la.gov.justice.case.sent-back.v1, la.gov.justice.case.recalled.v1,
  la.gov.justice.case.participant-joined.v1, la.gov.justice.case.role-taken.v1,
  la.gov.justice.case.representative-appointed.v1, la.gov.justice.case.custody-recorded.v1,
  la.gov.justice.case.charge-filed.v1, la.gov.justice.case.charge-amended.v1,
  la.gov.justice.case.charge-withdrawn.v1, la.gov.justice.case.plea-entered.v1, la.gov.justice.case.charge-decided.v1,
  la.gov.justice.case.proceeding-opened.v1, la.gov.justice.case.panel-changed.v1,
  la.gov.justice.case.proceeding-transferred.v1,
  la.gov.justice.case.hearing-scheduled.v1, la.gov.justice.case.hearing-concluded.v1,
  la.gov.justice.case.decision-issued.v1, la.gov.justice.judgment.final.v1,
  la.gov.justice.case.statement-awaited.v1, la.gov.justice.case.statement-given.v1,
  la.gov.justice.case.called-up.v1, la.gov.justice.case.call-up-decided.v1,
  la.gov.justice.case.register-entry-withdrawn.v1, la.gov.justice.register.reported.v1,
  la.gov.justice.case.prosecutor-assigned.v1, la.gov.justice.case.claim-stated.v1,
  la.gov.justice.case.imported.v1, la.gov.justice.case.import-withdrawn.v1,
  la.gov.justice.case.participant-deceased.v1, la.gov.justice.case.death-unconfirmed.v1,
  la.gov.justice.case.restriction-changed.v1, la.gov.justice.case.statement-requested.v1,
  la.gov.justice.case.statement-request-withdrawn.v1,
  la.gov.justice.case.deadline-approached.v1,
  la.gov.justice.case.representation-ended.v1, la.gov.justice.case.split.v1, la.gov.justice.case.joined.v1,
  la.gov.justice.case.join-undone.v1, la.gov.justice.case.corrected.v1
Consumes: la.gov.civil.death.registered.v1, la.gov.documents.document.dispatched.v1,
  la.gov.documents.delivery.opened.v1
"""
