"""What people and the station do with cases: one action a file, one transaction each."""
