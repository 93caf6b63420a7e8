"""What people decide about waves: one action a file, each one transaction, in the audit trail."""
