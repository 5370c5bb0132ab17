"""Roles and rights: what somebody may do with the portal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corpus.words import Word


class Role(Word):
    """Each but ``service`` may do what the one before it may."""

    READER = "reader"
    """Searches, reads and counts."""
    RESEARCHER = "researcher"
    """Decides about evidence and links, saves searches."""
    LEAD = "lead"
    """Assigns, adjudicates, draws samples, takes snapshots, imports decisions, adds documents."""
    SERVICE = "service"
    """A program: reads, counts, adds documents and looks after the portal; it decides nothing."""
    ADMIN = "admin"
    """Keys and everything else."""


class Right(Word):
    """What a route asks of its visitor."""

    READ = "read"
    DECIDE = "decide"
    ADD = "add"
    LEAD = "lead"
    OBSERVE = "observe"
    ADMINISTER = "administer"


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.READER: frozenset({Right.READ}),
        Role.RESEARCHER: frozenset({Right.READ, Right.DECIDE}),
        Role.LEAD: frozenset({Right.READ, Right.DECIDE, Right.LEAD, Right.ADD}),
        Role.SERVICE: frozenset({Right.READ, Right.ADD, Right.OBSERVE}),
        Role.ADMIN: frozenset(Right),
    }
)
"""Which rights each role has; no role has a right that does not stand here."""
