"""The ports' browser side: the only modules that import ``js`` and ``pyodide``."""
