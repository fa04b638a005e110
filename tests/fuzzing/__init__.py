"""Gives mutated real files, links, codes and pictures to every reader.

``python -m fuzzing 1000`` with py and tests on the path.

A reader may raise an error of ``kakomi.errors`` or return a draft. Anything else is a crash. It is
printed with the arguments that reproduce it, and counted.
"""
