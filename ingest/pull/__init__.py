"""Addresses where documents are published -> files in the corpus folder, each with a sidecar."""
