"""The pages: rendered on the server, in Chinese and English, readable without JavaScript."""
