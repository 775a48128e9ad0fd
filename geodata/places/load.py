"""Loading stored points: the names other parts call."""

from geodata.places.store import save_places

__all__ = ["save_places"]
