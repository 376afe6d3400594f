"""Civil registration: the one record of each birth and death, from the first notice to the registration number.

Owns: vital events, the log of actions that each of them is made of, registration numbers.
Publishes: la.gov.civil.birth.declared.v1, la.gov.civil.birth.registered.v1,
  la.gov.civil.death.registered.v1
Consumes: nothing yet.
"""
