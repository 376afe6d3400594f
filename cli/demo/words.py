"""The names that the story uses: services and purposes, as the sandbox's agreements spell them."""

from typing import Final

ACCESS_LOG: Final = "access-log"
CASES: Final = "case-registry"
CIVIL: Final = "civil-registration"
CONSENT: Final = "consent"
DIRECTORY: Final = "directory"
DOCUMENTS: Final = "document-exchange"
HEALTH: Final = "health-summaries"

FOR_CASES: Final = "caseManagement"
FOR_BIRTHS: Final = "vitalRegistration"
FOR_HEALTH: Final = "healthReporting"
FOR_LETTERS: Final = "officialCorrespondence"
FOR_CONSENTS: Final = "consentKeeping"
FOR_DIRECTORY: Final = "directoryKeeping"
FOR_INVESTIGATION: Final = "investigation"
FOR_OVERSIGHT: Final = "oversight"
FOR_SUBJECTS: Final = "subjectRequest"

DENGUE: Final = "DENGUE_CASES"
REGISTERED_BIRTHS: Final = "REGISTERED_BIRTHS"
