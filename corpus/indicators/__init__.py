"""Indicators as definitions, what is counted of them, and the count with its ledger.

An indicator is a file beside this one (:mod:`corpus.indicators.definitions`). The unit of a count of reviews is a
country in a year: a country that reports in two languages counts once. A review that could not be read is *unread*: it
stands in no numerator and no denominator, and is listed. Source of the rules: DP/2022/11, annex.
"""

from corpus.indicators.definitions import Indicator, indicator, indicators
from corpus.indicators.ledger import BASES, POLICIES, Basis, Candidate, Line, Policy, Review, ledger
from corpus.indicators.quotes import Evidence
from corpus.indicators.sealing import sealed

__all__ = [
    "BASES",
    "POLICIES",
    "Basis",
    "Candidate",
    "Evidence",
    "Indicator",
    "Line",
    "Policy",
    "Review",
    "indicator",
    "indicators",
    "ledger",
    "sealed",
]
