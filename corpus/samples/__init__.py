"""The sample corpus: documents invented for the portal, the sources they are typeset from, and what they hold."""
