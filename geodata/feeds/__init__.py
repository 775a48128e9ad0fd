"""Live feeds: fetching, quota, back-off, last good copy, events, freshness."""
