"""Imported before Haystack, which reads this setting once, at its own import: nothing is reported to anybody."""

import os

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
