"""Thin Dash callbacks: decode, call, encode. Each file offers ``register(app, ...)``."""
