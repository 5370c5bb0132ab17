"""Fixtures of the tests of ingesting."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of the test's own, not made yet."""
    return Settings(data=tmp_path / "data")
