"""Reading: a document, its pages, its parts."""
