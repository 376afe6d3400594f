"""Tables of civil registration, by aspect. `store` reads and writes them."""

from services.civil_registration.models import (
    changes,
    duplicates,
    events,
    imports,
    owed_corrections,
    readers,
    stored_keys,
)
from services.civil_registration.models.base import Base

__all__ = ["Base", "changes", "duplicates", "events", "imports", "owed_corrections", "readers", "stored_keys"]
