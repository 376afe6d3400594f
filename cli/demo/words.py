"""The names that the story uses: services and purposes, as the sandbox's agreements spell them."""

from typing import Final

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
FOR_OVERSIGHT: Final = "oversight"

DENGUE: Final = "DENGUE_CASES"
REGISTERED_BIRTHS: Final = "REGISTERED_BIRTHS"
