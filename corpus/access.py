"""Roles: what somebody may do with the portal."""

from __future__ import annotations

from corpus.words import Word


class Role(Word):
    """Each but ``service`` may do what the one before it may."""

    READER = "reader"
    """Searches, reads and counts."""
    RESEARCHER = "researcher"
    """Decides about evidence and links, saves searches."""
    LEAD = "lead"
    """Assigns, adjudicates, draws samples, takes snapshots, imports decisions."""
    SERVICE = "service"
    """A program: reads, counts and adds documents; it decides nothing."""
    ADMIN = "admin"
    """Keys and everything else."""
