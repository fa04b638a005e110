"""The ports under CPython, and the command line, which reads backups without a browser."""
