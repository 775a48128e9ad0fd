"""Figures of speed and size: ``make bench`` prints every figure of this folder in one table."""
