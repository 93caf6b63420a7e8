"""The plan: files, positions and errors. What the sections mean is known by the stages that own them."""
