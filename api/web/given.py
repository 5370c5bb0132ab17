"""What the routes of pages are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from api.web.rendering import Pages


async def pages_of(request: Request) -> Pages:
    """The templates and texts that the application loaded when it was made."""
    pages: Pages = request.app.state.pages
    return pages


PagesGiven = Annotated[Pages, Depends(pages_of)]
Number = Annotated[int, Query(ge=1, le=100_000)]
