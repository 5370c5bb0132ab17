"""Ingesting with the help of a Ray cluster: its nodes have files read and passages encoded, and write nothing.

The process that holds the store derives, writes and publishes as it does alone, in the same order, so that what is kept
is the same to the byte (docs/decisions/0023-the-writer-drives-the-cluster.md). Ray is imported only when it is joined.
"""
