"""The vector engines behind one port."""
