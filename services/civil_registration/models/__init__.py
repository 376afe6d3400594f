"""Tables of civil registration, by aspect. `store` reads and writes them."""

from services.civil_registration.models import changes, events, imports
from services.civil_registration.models.base import Base

__all__ = ["Base", "changes", "events", "imports"]
