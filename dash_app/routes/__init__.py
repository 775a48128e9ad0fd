"""HTTP routes: geometry, live stream, health, API."""
