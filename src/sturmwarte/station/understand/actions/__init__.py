"""What people do with readings and with what was learned: one action a file, one transaction each."""
