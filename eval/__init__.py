"""Is it any good? Every evaluation and benchmark, each with its settings in its report."""
