"""A whole station under load: who sends, who looks, and what its processes take."""
