"""The database: engine, tables, and what differs between databases."""
