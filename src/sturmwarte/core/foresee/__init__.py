"""Foresee: does something unusual start, is it good or bad, will it pass, and how many people it takes."""
