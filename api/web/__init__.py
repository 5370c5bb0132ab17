"""The pages: rendered on the server, in Chinese and English, readable without JavaScript.

A room for each kind of page (``searching``, ``reader``, ``links``, ``desk``, ``indicators``, ``countries``,
``library``, ``signin``), with its routes, its templates and its texts; what all of them share stands here.
"""
