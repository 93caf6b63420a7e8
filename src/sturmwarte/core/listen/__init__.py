"""Listen: what arrives is read, dated and told apart from what is broken."""
