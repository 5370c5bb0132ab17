"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data; tests that use it are skipped, visibly, where it does not exist."""
    folder = Path(os.environ.get("VKP_SHARED_DATA", "../shared/data"))
    if not folder.is_dir():
        pytest.skip(f"no development data at {folder} (set VKP_SHARED_DATA)")
    return folder.resolve()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample corpus that is shipped with the portal."""
    return Path(__file__).parent.parent / "corpus" / "samples"
