"""The web page: addresses and the collection -> Swedish views."""
