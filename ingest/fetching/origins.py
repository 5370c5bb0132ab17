"""Which addresses may be asked: those of the official sites over https, or of a mirror that stands for them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from corpus.errors import PortalError
from corpus.lexicon import load_catalogue
from corpus.settings import Settings

PORTS = {"https": 443, "http": 80}
"""The usual port of each scheme, which an address need not name."""

LONGEST = 2000
KEPT = "/%:@!$&'()*+,;=~-._?"
"""Characters of a path or query that stand as they are; the others are escaped."""

UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
"""What no address holds: where programs differ in how they read one, this is why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: exactly this scheme, host and port, and no other reading of an address."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def address(self) -> str:
        """The same in one line."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


@dataclass(frozen=True, slots=True)
class Origins:
    """The official hosts, and the mirror that is asked in their place; None: they are asked themselves.

    With a mirror nothing else is asked: ``https://hlpf.un.org/countries`` becomes ``<mirror>/hlpf.un.org/countries``.
    """

    hosts: frozenset[str]
    mirror: str | None = None

    def place(self, address: str) -> Place:
        """Where an address leads. Raises ``PortalError("not_allowed")`` for one that may not be asked."""
        parts = _read(address)
        if self.mirror is not None and address.startswith(f"{self.mirror}/"):
            return _place(parts)
        if parts.scheme != "https" or parts.hostname not in self.hosts or parts.port not in (None, PORTS["https"]):
            raise PortalError("not_allowed", address[:LONGEST])
        if self.mirror is not None:
            parts = _read(f"{self.mirror}/{parts.hostname}{_target(parts)}")
        return _place(parts)

    def after(self, place: Place, location: str) -> str:
        """The address that a redirect from a place leads to; whether it may be asked is for ``place`` to say."""
        try:
            return urljoin(place.address, escaped(location.strip()))
        except (ValueError, UnicodeError) as failure:
            raise PortalError("not_allowed", f"{location[:200]!r} is no address") from failure

    @property
    def inside(self) -> str | None:
        """The host that may have an address of a private network: the mirror's."""
        return None if self.mirror is None else urlsplit(self.mirror).hostname


def escaped(link: str) -> str:
    """A link or the target of a redirect with spaces and other letters escaped, as browsers do."""
    return quote(link, safe=f"{KEPT}#[]")


def origins_of(settings: Settings) -> Origins:
    """What the settings allow. Raises ``PortalError("bad_input")`` for a mirror that cannot be one."""
    hosts = frozenset(load_catalogue("official")["hosts"])
    if settings.fetch_mirror is None:
        return Origins(hosts)
    mirror = settings.fetch_mirror.rstrip("/")
    try:
        parts = _read(mirror)
        fits = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))
    except PortalError:
        fits = False
    if not fits or parts.query:
        remedy = "name an address of https, or of http on this machine"
        raise PortalError("bad_input", f"VKP_FETCH_MIRROR is {mirror[:200]!r}", remedy)
    return Origins(hosts, _place(parts).address.rstrip("/"))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(address: str) -> SplitResult:
    """The parts of an address; ``PortalError("not_allowed")`` where it has none, or ones that nobody needs."""
    try:
        parts = urlsplit(address)
        port_fits = parts.port != 0
    except ValueError as failure:
        raise PortalError("not_allowed", f"{address[:200]!r} is no address") from failure
    odd = UNFIT.search(address) or "@" in parts.netloc or len(address) > LONGEST or not address.isascii()
    if odd or not port_fits or parts.scheme not in ("http", "https") or not parts.hostname:
        raise PortalError("not_allowed", f"{address[:200]!r}")
    return parts


def _place(parts: SplitResult) -> Place:
    return Place(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], _target(parts))


def _target(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote(parts.path or "/", safe=KEPT) + quote(query, safe=KEPT)
