"""Searching: the box, what was found, what is saved."""
