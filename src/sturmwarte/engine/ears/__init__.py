"""The process that listens: a thread for each subscription, and how well all of them hear."""
