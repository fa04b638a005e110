"""Keeps the accounts of several machines alike: merging, the sealed format, and its packing."""
