"""Outlines of areas: read, match, clean, simplify, encode, and the built-in default."""
