"""Counting: the indicators, their series and ledgers."""
