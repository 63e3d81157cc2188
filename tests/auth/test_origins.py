from __future__ import annotations

import pytest

from chatkit_server.auth.origins import Origins

ORIGINS = Origins(["https://shop.example", "http://localhost:5173", "https://*.Example.com:8443"])


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "HTTPS://Shop.Example",
        "http://localhost:5173",
        "https://a.example.com:8443",
        "https://a-1.b.example.com:8443",
    ],
)
def test_an_origin_that_is_listed_or_below_one_is_in(origin: str) -> None:
    assert origin in ORIGINS


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "*",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shopxexample",
        "https://a.shop.example",
        "https://shop.example.evil.example",
        "http://localhost:51730",
        "https://example.com:8443",
        "https://.example.com:8443",
        "https://*.example.com:8443",
        "https://-.example.com:8443",
        "https://a.example.com",
        "https://aexample.com:8443",
        "https://evil.example/.example.com:8443",
        "https://evil.example#a.example.com:8443",
        "https://a.example.com:8443\n",
    ],
)
def test_any_other_is_not(origin: str) -> None:
    assert origin not in ORIGINS


def test_without_any_none_is_in() -> None:
    assert "" not in Origins()
    assert "https://shop.example" not in Origins()
