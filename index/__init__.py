"""Documents in, answers out: Swedish, ranking and engines."""
