"""The build tools behind ``build.py``. Nothing here is part of the extension."""
