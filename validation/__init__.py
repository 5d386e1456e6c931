"""Comparisons with authorities that take minutes, and the scripts that make tables."""
