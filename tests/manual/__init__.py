"""The illustrated manual: ``build.py manual`` makes it in ``dist/manual``.

chapters.py reads the text, which is the text of the extension's help page. pictures.py takes the
picture of each step in ``tests/e2e/test_manual.py``. guide.py puts both together, for a reseller if
wanted (reseller.py), and pdf.py prints the result.
"""
