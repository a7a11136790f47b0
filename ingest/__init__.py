"""Bytes -> documents: files, formats, sources, and the catalogue of what is held."""
