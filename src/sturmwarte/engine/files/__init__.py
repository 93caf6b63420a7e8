"""Files of posts: JSON lines and tables, plain or compressed, read line by line."""
