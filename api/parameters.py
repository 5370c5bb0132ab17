"""What may be asked of a route of the API: what its description names, and once unless it may be given several times.

``?contry=KEN`` or ``?year=2020&year=2021`` would otherwise be answered with a count of something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, get_args, get_origin

from fastapi import Request

from corpus.errors import PortalError

SHOWN = 5
"""How many wrong parameters are named."""

Known = Mapping[str, bool]
"""The parameters of a route; True: it may be given several times."""


async def only_known(request: Request) -> None:
    """A dependency of every route. Raises ``PortalError("invalid_request")`` with the parameters that there are.

    Pages take what others append to an address, as mail programs and search engines do.
    """
    if not request.url.path.startswith("/v1/") or not request.url.query:
        return
    known = _parameters(request.scope["route"])
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [f"{name[:40]!r} is none" for name in given if name not in known]
    twice = [f"{name!r} is given twice" for name, times in given.items() if times > 1 and not known.get(name, True)]
    if faults := unknown + twice:
        named = f"there are: {', '.join(known)}" if known else "there are none here"
        raise PortalError("invalid_request", f"parameters: {'; '.join(faults[:SHOWN])}", named)


def _parameters(route: Any) -> Known:
    """What a route takes, and what it depends on."""
    known: dict[str, bool] = {}
    dependants = [route.dependant]
    while dependants:
        one = dependants.pop()
        known |= {parameter.alias: _is_list(parameter.field_info.annotation) for parameter in one.query_params}
        dependants += one.dependencies
    return known


def _is_list(annotation: object) -> bool:
    return get_origin(annotation) is list or any(_is_list(part) for part in get_args(annotation))
