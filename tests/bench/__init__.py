"""Kakomi against the clock, side by side with an empty extension in the same Chromium.

``build.py bench``. Everything is measured as somebody outside sees it: the toolbar icon is pressed
by Chromium itself, and what counts is the frame in which a code is on the screen. One after the
other in turns, so that what else the computer does falls on all of them; medians, and ratios of
medians.
"""
