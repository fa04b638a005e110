"""Mutated real files, links, codes and pictures, for every reader.

``python -m fuzzing 1000`` with py and tests on the path.

A reader may say no in its own words (kakomi.errors), or give a draft. Anything else is a crash: it
is printed with what makes it again, and counted.
"""
