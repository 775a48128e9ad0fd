"""Stored points (cameras, stations, hospitals ...): import, clusters, viewport queries."""
