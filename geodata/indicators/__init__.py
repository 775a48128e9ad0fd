"""Indicators: catalogue, observations, values, ranks, trends."""
