"""Bytes in, documents out: files, formats, sources, and the catalogue of what is held."""
