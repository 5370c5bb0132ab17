"""Citations: where a passage names a resolution, decision, document, instrument, goal, or a part of one.

Finding reads text alone (find.py, its pieces in grammar.py); what was found is resolved against the corpus
afterwards, through a look-up passed in (resolve.py).
"""
