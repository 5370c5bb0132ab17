"""Copies of data folders for tests that change them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


def copied(folder: Path, place: Path) -> Path:
    """A copy of a data folder at ``place``, which must not exist, its files as sparse as they were.

    The engine's files are mostly holes: 5 MB that a plain copy makes 200 of.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "linux":
        subprocess.run(["cp", "-a", "--sparse=always", str(folder), str(place)], check=True)
    else:
        shutil.copytree(folder, place)
    return place
