"""Find passages: tokens, vectors, the passage store, queries, answers."""
