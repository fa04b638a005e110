"""Fakes, sample files and readers of the shared data that several test folders use."""
