"""Every post that was heard: kept, found again, erased when it must be."""
