"""Top floor: the Dash application, its page layout and its HTTP routes."""
