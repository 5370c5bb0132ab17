"""The portal's version, from the installed distribution."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def portal_version() -> str:
    """Such as "0.1.0"; "0" where the portal runs from its sources without being installed."""
    try:
        return version("volunteering-knowledge-portal")
    except PackageNotFoundError:
        return "0"
