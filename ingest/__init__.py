"""Get documents in: read, structure, cite, suggest evidence, index."""
