"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from eval.gold import shared_data as development_data


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data; tests that use it are skipped, visibly, where it does not exist."""
    try:
        return development_data()
    except PortalError as failure:
        pytest.skip(str(failure))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample corpus that is shipped with the portal."""
    return Path(__file__).parent.parent / "corpus" / "samples"
