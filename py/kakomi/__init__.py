"""Kakomi's rules: accounts, codes, vault, scanning. Only ``kakomi.chrome`` calls the browser."""
