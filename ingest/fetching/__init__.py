"""Fetching official documents: from the sites of the United Nations alone, politely, and whole or not at all."""
