"""What the benchmark of the whole way works with: posts, and a plain way to hold ours against."""
