"""Creates a component's next Alembic migration: `make migration s=case_registry m="hearings"`."""

import re
import sys
from importlib.resources import files
from pathlib import Path

_TEMPLATE = '''"""{message}."""

from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("")
'''


def package_of(component: str) -> str:
    """Return the package that holds the component's migrations."""
    return "gateway.migrations" if component == "gateway" else f"services.{component}.migrations"


def create(folder: Path, message: str) -> Path:
    """Write the folder's next migration and return its path; `message` becomes its first line."""
    existing = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    last = existing[-1][:4] if existing else None
    revision = f"{int(last or 0) + 1:04}"
    name = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
    path = folder / f"{revision}_{name}.py"
    down = f'"{last}"' if last else "None"
    path.write_text(_TEMPLATE.format(message=message.capitalize(), revision=revision, down=down))
    return path


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(sys.argv[1:]):  # noqa: PLR2004 - the command, a component and a message
        sys.exit('say which and what for: make migration s=case_registry m="hearings"')
    sys.stdout.write(f"{create(Path(str(files(package_of(sys.argv[1])) / 'versions')), sys.argv[2])}\n")
