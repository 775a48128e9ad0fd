"""Refreshing connectors: scheduling, quota, back-off, storing, publishing."""
