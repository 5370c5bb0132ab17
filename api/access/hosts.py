"""Which addresses the portal may be served on, and by which names: those that others reach only where they sign in."""

from __future__ import annotations

from ipaddress import ip_address

from api.access.asking import is_team
from api.access.visitor import Visitor
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store


def require_protected(settings: Settings, host: str) -> None:
    """Raise ``PortalError("open_to_others")`` where others could reach what nobody has to sign in for."""
    if not is_loopback(host) and not is_team(settings, None) and not _has_keys(settings):
        raise PortalError("open_to_others", f"--host {host}")


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine reach an address. A name other than localhost may mean anything."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def require_own_name(settings: Settings, visitor: Visitor, host: str | None) -> None:
    """Raise ``PortalError("wrong_host")`` where a portal that asks nobody to sign in is called by a foreign name.

    A page whose name comes to mean 127.0.0.1 (DNS rebinding) would be of the portal's own site to a browser; it still
    sends its own name. A team is safe without this: its cookies and keys do not go along to another name.
    """
    if visitor.team or host is None:
        return
    name = _without_port(host)
    if not is_loopback(name) and name not in {known.strip().lower() for known in settings.hosts.split(",")} - {""}:
        raise PortalError("wrong_host", host[:80])


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _has_keys(settings: Settings) -> bool:
    try:
        store = open_store(settings)
    except PortalError as failure:
        if failure.code == "data_missing":
            return False
        raise
    try:
        return store.keys.any()
    finally:
        store.close()
