"""Pages of waves: the list, a wave, the situation at a glance, recorded storms, early signs."""
