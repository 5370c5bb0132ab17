"""The commands of keys: ``vkp keys create``, ``list``, ``revoke``. A key is shown once, when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from api import output
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus
from api.output import Document
from corpus.access import Role
from corpus.errors import PortalError
from corpus.store import open_store
from corpus.store.keys import Key

keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

HELP = """Give out keys. With the first one, which is an admin's, the portal is a team's: who has none may no longer do
everything.

The key is shown once and not kept. Programs send it as 'Authorization: Bearer'; people enter it at /signin. Decisions
are signed with the name of the key.

\b
    vkp keys create "Li Wei" --role researcher --days 365
"""

LONGEST_DAYS = 3650


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    app.add_typer(keys, name="keys", help=HELP)


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="Who signs with it.", show_default=False)],
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    days: Annotated[int | None, typer.Option(min=1, max=LONGEST_DAYS, help="How long it is good for.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a key and show it, once."""
    from api.reviewing import named  # noqa: PLC0415 - other commands need not load it

    store = open_store(settings_for(data), create=True)
    try:
        if role is not Role.ADMIN and not store.keys.any():
            remedy = "first run 'vkp keys create NAME --role admin', else nobody could administer the portal"
            raise PortalError("bad_input", f"the first key would be a {role.value}'s", remedy)
        key, text = store.keys.create(named(name), role, days)
    finally:
        store.close()
    output.show(key_document(key) | {"key": text}, as_json, created_text)


@keys.command("list")
def list_keys(data: Data = None, as_json: Json = False) -> None:
    """Every key that was given out, without the keys themselves."""
    with open_corpus(settings_for(data)) as store:
        document = {"keys": [key_document(key) for key in store.keys.every()]}
    output.show(document, as_json, keys_text)


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The id of a key, or the name where only one has it.", show_default=False)],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """End a key, and every session that it began."""
    with open_corpus(settings_for(data)) as store:
        ended = store.keys.revoke(key)
    output.show(key_document(ended), as_json, revoked_text)


def key_document(key: Key) -> dict[str, Any]:
    """What is told of a key: everything but the key."""
    said = {name: getattr(key, name) for name in ("id", "name", "created_at", "expires_at", "last_used_at")}
    return said | {"role": key.role.value, "revoked_at": key.revoked_at, "state": key.state}


def created_text(d: Document) -> Iterator[str]:
    """The key, by itself on its line; then what it is."""
    yield d["key"]
    until = "" if d["expires_at"] is None else f", until {d['expires_at']}"
    yield f"{d['id']}: {d['name']}, {d['role']}{until}. It is shown once: keep it where nobody else reads it."


def keys_text(d: Document) -> Iterator[str]:
    """One line a key."""
    for key in d["keys"]:
        used = "never used" if key["last_used_at"] is None else f"last used {key['last_used_at'][:13]}h"
        until = "" if key["expires_at"] is None else f", until {key['expires_at'][:10]}"
        yield f"{key['id']}  {key['role']:<10}  {key['state']:<7}  {key['name']}  ({used}{until})"
    if not d["keys"]:
        yield "no key was given out: everybody on this machine may do everything"


def revoked_text(d: Document) -> Iterator[str]:
    """Which key ended."""
    yield f"{d['id']} of {d['name']} is {d['state']}"
