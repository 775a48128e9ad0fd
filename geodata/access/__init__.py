"""Who may do and see what: persons and roles, sessions, what is withheld from the public and why."""
