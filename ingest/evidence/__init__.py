"""Evidence suggestions: what a passage says of volunteering, by rules whose words stand in ``corpus/lexicon``."""

from __future__ import annotations

from ingest.evidence.rules import classify, rule_version

__all__ = ["classify", "rule_version"]
