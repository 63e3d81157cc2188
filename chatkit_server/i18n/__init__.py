"""The server's own words, in the language of who reads them."""
