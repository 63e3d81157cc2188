"""The Model Context Protocol, both ways: servers whose tools agents use, and a server of ours."""
