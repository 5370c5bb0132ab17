"""What the portal expects to find: indicators it counts, instruments it knows by name."""
