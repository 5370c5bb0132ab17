"""Let people and programs in: the command line, the HTTP API and the pages."""
