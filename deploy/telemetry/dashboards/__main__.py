"""`python -m deploy.telemetry.dashboards` writes the files; with `--check` it says which are old."""

import sys

from deploy.telemetry.dashboards.files import main

sys.exit(main())
