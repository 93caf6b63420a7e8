"""Pages of campaigns and of what people talk about."""
