"""What is told of a running portal: metrics, logs, traces, and whether it is ready. See docs/observability.md."""
