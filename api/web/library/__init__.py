"""The library: what is held, waiting, failed, unread and missing."""
