"""What the portal knows: the words of the domain, and the one durable store."""
