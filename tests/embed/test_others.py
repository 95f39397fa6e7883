"""The other times that the form names fit all that was asked for."""

from datetime import timedelta

from scheduling.models import Block, Offering
from tests import harbor
from tests.embed.guest import Guest

HOUR = timedelta(hours=1)


def test_the_nearest_ones_have_the_add_on_too(guest: Guest, walk: Offering) -> None:
    camera = harbor.resource(walk.organization, "Camera", kind="EQUIPMENT")
    photos = harbor.add_on(walk, "Photos", needs=((camera,),))
    Block.objects.create(
        organization=walk.organization,
        resource=camera,
        starts_at=harbor.NINE - HOUR,
        ends_at=harbor.ONE + 3 * HOUR,
    )

    page = guest.sends(guest.at_the_form(walk), do="quote", **{f"extra.{photos.public_id}": "1"})

    offered = [one.attributes["value"].split()[1] for one in page.all("button", "other")]
    assert "There are not so many extras left." in page.text
    assert offered == ["2026-07-03T13:00Z", "2026-07-03T17:00Z", "2026-07-05T13:00Z"]
