"""The vault: its accounts, the changes to them, and its format on disk."""
