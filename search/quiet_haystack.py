"""Imported before Haystack, to have it without what it brings along: reports to its makers, and torch.

Haystack reads the first setting once, at its own import. Its device module imports torch where that is installed, for
components that are not used here, and copes where it is not; that takes longer than a whole search. So torch is out of
its sight while it is imported, and there again for those who embed. A Haystack that is imported already is left alone.
"""

import importlib
import os
import sys

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")

if "haystack" not in sys.modules and "torch" not in sys.modules:
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("haystack.utils.device")
    finally:
        del sys.modules["torch"]
