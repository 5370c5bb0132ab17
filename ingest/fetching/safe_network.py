"""Connections to public addresses alone: a name is looked up once, judged, and what was judged is connected to.

Looking it up again to connect would let a name that answers differently each time lead inside ("DNS rebinding").
See OWASP, Server-Side Request Forgery Prevention. No proxy of the environment is used: it would look names up itself.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

from corpus.errors import PortalError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host, by its name and a port. Raises ``OSError`` where it has none."""

TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv4 in networks that have IPv6 alone (RFC 6052): the last 32 bits are the address that is meant."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet; one that wraps another is judged by what it wraps."""
    try:
        meant = _meant(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    site_local = isinstance(meant, ipaddress.IPv6Address) and meant.is_site_local
    return meant.is_global and not (meant.is_multicast or meant.is_reserved or site_local)


def _meant(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address


def is_inside(address: str) -> bool:
    """Whether an address is one that a mirror of one's own may have: private or of this machine, never link-local.

    At link-local addresses clouds answer with their keys.
    """
    meant = _meant(ipaddress.ip_address(address.partition("%")[0]))
    return (meant.is_private or meant.is_loopback) and not (meant.is_link_local or meant.is_unspecified)


class SafeNetwork(httpcore.NetworkBackend):
    """Opens connections for HTTP Core. ``inside`` is the one host that may have a private address.

    ``seconds`` is how long one connection lasts at most, whatever it is doing.
    """

    def __init__(self, inside: str | None, seconds: float, resolve: Resolve = look_up) -> None:
        self._inside = inside
        self._seconds = seconds
        self._resolve = resolve
        self._system = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises ``PortalError``: not_allowed where any of its addresses is not public, unreachable where it has none.
        """
        failure: Exception | None = None
        ends = time.monotonic() + self._seconds
        for address in self._judged(host, port):
            try:
                stream = self._system.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as one:
                failure = one
            else:
                return _EndingStream(stream, ends)
        raise failure or PortalError("unreachable", f"{host} has no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: no site is asked so."""
        raise PortalError("not_allowed", path)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def _judged(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as failure:
            raise PortalError("unreachable", f"{host}: {getattr(failure, 'strerror', None) or failure}") from failure
        for address in addresses:
            if not (is_public(address) or (host == self._inside and is_inside(address))):
                raise PortalError("not_allowed", f"{host} is at {address}, which is no public address")
        return addresses


class _EndingStream(httpcore.NetworkStream):
    """A connection that ends at a time: an answer that comes byte by byte would hold it for ever."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _EndingStream(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the connection took too long")
        return left if timeout is None else min(timeout, left)
