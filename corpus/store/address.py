"""The address of the SQL database, looked at before it is used: what is wrong with it is said in one line."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url

from corpus.errors import PortalError

ADDRESS = re.compile(r"sqlite(?:\+pysqlite)?:///.*|postgresql\+psycopg://.+", re.DOTALL)


def read_address(url: str) -> URL:
    """The address of an SQLite or PostgreSQL database; ``PortalError("bad_input")`` for anything else.

    The error does not repeat the address, which may hold a password.
    """
    if ADDRESS.fullmatch(url) is None or not _port_is_number(url):
        raise PortalError(
            "bad_input",
            "VKP_DATABASE_URL is no address of an SQLite or PostgreSQL database",
            "give one such as postgresql+psycopg://user@host/name, or leave it out",
        )
    return make_url(url)


def missing_driver(failure: ImportError) -> PortalError:
    """The error of a database whose driver is not installed."""
    return PortalError(
        "bad_input", f"VKP_DATABASE_URL needs the package {failure.name}", "install the extra 'postgres' of the portal"
    )


def _port_is_number(url: str) -> bool:
    try:
        urlsplit(url).port  # noqa: B018 - reading it checks it
    except ValueError:
        return False
    return True
