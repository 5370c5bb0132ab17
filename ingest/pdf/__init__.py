"""The PDF engines. Only this package imports a PDF library; both engines give :class:`ingest.layout.RawDocument`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.layout import RawDocument

ENGINES = ("pdfium", "pypdf")
"""In the order they are tried."""


def engine(name: str) -> Callable[[Path, int], RawDocument]:
    """The reading function of an engine; its library is imported only now.

    It takes a file and the most pages to read, and raises ``PortalError``: encrypted, damaged, too_many_pages.
    """
    if name == "pdfium":
        from ingest.pdf.pdfium import read  # noqa: PLC0415 - only the engine in use is loaded
    elif name == "pypdf":
        from ingest.pdf.pypdf_engine import read  # noqa: PLC0415
    else:
        raise ValueError(f"no PDF engine {name!r}")
    return read
