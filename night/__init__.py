"""What runs unattended, and the one place where ingest and index meet."""
