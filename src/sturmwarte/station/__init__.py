"""What the station keeps and shows: Django apps named after the stages."""
