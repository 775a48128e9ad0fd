"""One file a map layer."""
