"""Shared parts of the formats: limits, parsers, archives, databases and a few old ciphers.

Nothing here depends on one app's format; the modules of the parent folder do.
"""
