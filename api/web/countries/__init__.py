"""Country profiles."""
