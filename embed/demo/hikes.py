"""What is booked for one party alone: private hikes, and kayak lessons by appointment."""

from embed.demo.shapes import Hours, Needs, Price, Season, Trip, Way
from embed.demo.tours import GUIDE, PADDLER, TERN, prices

HIKES = (
    Trip(
        calendar="hikes",
        slug="ridge-at-sunrise",
        name="Sunrise on the Ridge, privately",
        kind="PRIVATE_REQUEST",
        summary="Up in the dark with a guide and a thermos; the sun does the rest.",
        description=(
            "Two to six people, seven miles, 2,100 feet of ascent. Tern takes you up to the gate. "
            "We look at the forecast before we say yes, so this is a request and not yet a booking."
        ),
        place="Hill Depot",
        policy="request",
        ways=(Way(330, 6, after=30),),
        prices=prices(11000),
        starts=(Season("05:30"),),
        needs=(TERN, GUIDE),
        add_ons=("picnic", "photographs"),
        more=(
            ("min_party", 2),
            ("exclusive", True),
            ("requires_approval", True),
            ("lead_time_minutes", 2880),
            ("tags", ["hike", "private"]),
        ),
    ),
    Trip(
        calendar="hikes",
        slug="fern-valley",
        name="Fern Valley for Families",
        kind="PRIVATE_REQUEST",
        summary="A guide, a stream and a treasure map, for your family alone. Booked at once.",
        description=(
            "Two and a half hours at the pace of the shortest legs. Newts in the pools, bread on "
            "a stick over the fire at the end. Carriers for babies are at the depot."
        ),
        place="Hill Depot",
        policy="flexible",
        ways=(Way(150, 8, after=15),),
        prices=prices(4800, 2000),
        starts=(Season("10:00 14:00"),),
        needs=(GUIDE,),
        add_ons=("picnic",),
        more=(("exclusive", True), ("lead_time_minutes", 240), ("tags", ["hike", "family"])),
    ),
    Trip(
        calendar="hikes",
        slug="kayak-lesson",
        name="Kayak Lesson",
        type="SERVICE",
        summary="One or two people and an instructor in the quiet of Otter Cove.",
        description=(
            "Getting in, getting out, and going straight in between. Pick any time that is free; "
            "the instructor with an open hour takes you."
        ),
        place="Otter Cove Boathouse",
        policy="flexible",
        ways=(
            Way(60, 2, "An hour", 7000, before=10, after=10),
            Way(90, 2, "An hour and a half", 9500, before=10, after=10),
        ),
        prices=(Price("Paddler", "ADULT", None, min_age=10),),
        starts=(Hours("TUE WED THU FRI SAT", "09:00", "17:00", 30),),
        needs=(PADDLER, Needs(("Sea kayaks",), per="PERSON")),
        add_ons=("wetsuit",),
        more=(
            ("parallel", None),
            ("exclusive", True),
            ("lead_time_minutes", 180),
            ("horizon_days", 90),
            ("tags", ["kayak", "lesson"]),
        ),
    ),
)
