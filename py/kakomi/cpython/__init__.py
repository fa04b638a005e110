"""The ports' side under plain CPython: for tests, and for reading a backup without a browser."""
