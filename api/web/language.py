"""The language of the interface: chosen by the switch, remembered by a cookie, else what the browser asks for."""

from __future__ import annotations

from fastapi import Request

INTERFACES = {"zh": "zh-CN", "en": "en"}
"""Languages of the interface, with the value of ``<html lang>``."""

DEFAULT = "en"
COOKIE = "ui"
YEAR_SECONDS = 365 * 24 * 3600


def chosen(request: Request) -> str | None:
    """What the switch in the address says, when it names an interface."""
    word = request.query_params.get("ui")
    return word if word in INTERFACES else None


def interface_language(request: Request) -> str:
    """The interface, "zh" or "en": by ``?ui=``, by the cookie, by ``Accept-Language``, else English."""
    remembered = request.cookies.get(COOKIE)
    return chosen(request) or (
        remembered if remembered in INTERFACES else preferred(request.headers.get("accept-language", ""))
    )


def preferred(accept_language: str) -> str:
    """The first interface in an ``Accept-Language`` header (RFC 9110, 12.5.4): ``zh-TW;q=0.9, en;q=0.8`` is "zh"."""
    ranges = [_weighted(part) for part in accept_language[:500].split(",")]
    for _, tag in sorted(ranges, key=lambda item: -item[0]):
        if tag in INTERFACES:
            return tag
    return DEFAULT


def _weighted(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    weight = parameter.strip().removeprefix("q=")
    try:
        quality = float(weight) if weight else 1.0
    except ValueError:
        quality = 0.0
    return quality, tag.strip().lower().split("-")[0] if quality > 0 else ""
