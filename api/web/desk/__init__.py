"""The tagging desk: what waits for people, and what they decided."""
