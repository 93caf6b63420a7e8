"""Second factors and passkeys: how they are kept here, of whom they are asked, and how they are reset."""
