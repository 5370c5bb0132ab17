"""Backup and restore: the truth of a data folder as one file.

A backup is a zip archive, so that any tool can open it and one original can be taken out of 10 GB of them::

    portal.db                a copy of the store, of one state; nobody is signed in in it
    opinions/…, embedding.json   what else people chose and cannot be made from the store
    originals/ab/abcdef…     every original that the copy names, stored as it is
    manifest.json            what all of them are: sizes, SHA-256, rows of each table, the last entry of the audit

The manifest comes last: it says what was written. The archive's comment, and so the last 64 bytes of the file, is the
SHA-256 of all bytes before it: a file that is cut or changed anywhere is told from a whole one before it is used.
What can be made again (the index, the vocabulary) or fetched again (models) is left out.
"""
