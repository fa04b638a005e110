"""The vault: the accounts, how they change, and how they lie on disk."""
