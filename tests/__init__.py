"""The tests: a package, so that no installed one of the same name stands in its place."""
