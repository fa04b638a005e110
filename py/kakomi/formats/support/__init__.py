"""What the formats stand on: limits, texts, trees, tables, archives, and a few old ciphers.

Nothing here knows a format by name; the modules beside this folder do.
"""
