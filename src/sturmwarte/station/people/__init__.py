"""Who may do what: logins, roles and their limits."""
