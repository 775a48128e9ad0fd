"""Ground floor: city packs, boundaries, database, connectors, indicators, spatial queries, the command line."""
