"""The web page: addresses and the collection in, Swedish views out."""
