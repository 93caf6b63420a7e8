"""Pages of logins: getting in, and who may do what."""
