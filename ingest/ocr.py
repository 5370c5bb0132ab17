"""Whether pages can be, and were, read from their pictures; the reading itself is done in the child, by ``pdf.ocr``."""

from __future__ import annotations

import shutil

from corpus.errors import PortalError

ENGINE = "tesseract"


def require_tesseract() -> None:
    """``PortalError("no_tesseract")`` where it cannot be called."""
    if shutil.which(ENGINE) is None:
        raise PortalError("no_tesseract", "it is not installed")


def by_ocr(engine: str) -> bool:
    """Whether pages of a file that this engine read were read from their pictures."""
    return engine.endswith(f"+{ENGINE}")
