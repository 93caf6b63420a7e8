"""What the owner does to logins: each one transaction, with its entry in the audit trail."""
