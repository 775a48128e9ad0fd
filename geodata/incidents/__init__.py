"""Incidents: one event from any number of reports, its states, its surroundings, its history and statistics."""
