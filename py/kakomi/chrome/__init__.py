"""The ports in the browser. Only these modules import ``js`` and ``pyodide``."""
