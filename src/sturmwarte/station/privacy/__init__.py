"""Requests of people whose posts are kept: the register, the holds, the documents."""
