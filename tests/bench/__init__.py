"""Benchmarks of Kakomi and of an empty extension in the same Chromium: ``build.py bench``.

Everything is measured from outside: Chromium itself presses the toolbar icon, and a click ends with
the frame that shows a code. The subjects take turns, so that other load on the computer affects all
of them alike. The results are medians, and ratios of medians.
"""
