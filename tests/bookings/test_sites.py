"""Which addresses are pages of an operator's own sites, as browsers read them."""

import pytest

from bookings.sites import is_own

SITES = ["https://*.harbor.example", "https://shop.example:8443"]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.harbor.example/tours?x=1#y",
        "https://a.b.harbor.example",
        "https://WWW.Harbor.Example/",
        "https://shop.example:8443/back",
    ],
)
def test_pages_of_the_sites_are_own(address: str) -> None:
    assert is_own(address, SITES)


@pytest.mark.parametrize(
    "address",
    [
        r"https://evil.example\.harbor.example/",
        "https://evil.example/.harbor.example/",
        "https://evil.example?.harbor.example/",
        "https://evil.example#.harbor.example/",
        "https://evil.example%2f.harbor.example/",
        "https://evil.example:443@www.harbor.example/",
        "https://.harbor.example/",
        "https://shop.example/",
        "https:www.harbor.example/",
        "javascript:alert(1)//www.harbor.example/",
        "//www.harbor.example/",
        "",
    ],
)
def test_what_browsers_take_for_another_place_is_not(address: str) -> None:
    assert not is_own(address, SITES)
