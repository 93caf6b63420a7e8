"""What every action leaves behind: runs, changes, jobs, the outbox and the audit trail."""
