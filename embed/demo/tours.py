"""The tours: five ways of selling a departure, on two vans, a bus, a boat and four guides."""

from embed.demo.shapes import Needs, Price, Season, Trip, Way

GUIDE = Needs(kind="PERSON")
CAPTAIN = Needs(kind="PERSON", attributes=(("licences", "captain"),))
PADDLER = Needs(kind="PERSON", attributes=(("licences", "kayak"),))
IN_GERMAN = Needs(kind="PERSON", attributes=(("languages", "de"),))
BOAT = Needs(("Boat Marigold",))
BUS = Needs(("Bus Heron",))
TERN = Needs(("Van Tern",))
WREN = Needs(("Van Wren",))
A_VAN = Needs(("Van Tern", "Van Wren"))
KAYAKS = Needs(("Sea kayaks",), per="PERSON")


def prices(adult: int, child: int | None = None, senior: int | None = None) -> tuple[Price, ...]:
    """Adult, child (3 to 12) and senior (65 and over), in cents."""
    found = [Price("Adult", "ADULT", adult)]
    if child is not None:
        found.append(Price("Child", "CHILD", child, min_age=3, max_age=12))
    if senior is not None:
        found.append(Price("Senior", "SENIOR", senior, min_age=65))
    return tuple(found)


TOURS = (
    Trip(
        calendar="tours",
        slug="harbor-at-dawn",
        name="Harbor at Dawn",
        kind="FIXED_DAILY",
        summary="Ninety minutes on the water while the lobster boats leave.",
        description=(
            "Marigold slips her lines before the town is up. We follow the lobster fleet to the "
            "bell buoy, haul one trap together and come home along Seal Ledge. Bring a warm "
            "layer; blankets are on board."
        ),
        place="Ferry Landing",
        policy="flexible",
        ways=(Way(90, 12),),
        prices=prices(3800, 1900, 3200),
        starts=(Season("07:00 09:30"),),
        needs=(BOAT, CAPTAIN),
        add_ons=("breakfast",),
        more=(("lead_time_minutes", 60), ("waitlist", True), ("tags", ["boat", "family"])),
    ),
    Trip(
        calendar="tours",
        slug="lighthouse-coast",
        name="Lighthouse Coast by Van",
        kind="RECURRING_PUBLIC",
        summary="Three lighthouses, two beaches and one very good view, in a small van.",
        description=(
            "Seven seats, one guide, no microphone. We stop at Gannet Head, Low Light and the "
            "Keeper’s Garden, and walk half a mile of shingle in between. Step-free except "
            "for the tower at Low Light."
        ),
        place="Old Port Square",
        policy="third",
        ways=(Way(180, 7, after=10),),
        prices=prices(6400, 3800, 5800),
        starts=(Season("09:00 13:30", days="TUE THU SAT SUN"),),
        needs=(A_VAN, GUIDE),
        add_ons=("picnic", "child-seat"),
        more=(("lead_time_minutes", 120), ("tags", ["van", "coast"])),
    ),
    Trip(
        calendar="tours",
        slug="old-port-walk",
        name="Old Port Walk",
        kind="RECURRING_PUBLIC",
        summary="Rope lofts, ship’s chandlers and the street that burned twice.",
        description=(
            "A mile and a quarter on cobbles with somebody who grew up here. Ends at the fish "
            "hall, where the chowder is. Prams are fine; high heels are not."
        ),
        place="Old Port Square",
        policy="flexible",
        ways=(Way(75, 14),),
        prices=prices(2200, 0, 1800),
        starts=(
            Season("10:00 14:00", days="TUE WED THU FRI SAT SUN", skips=(10,)),
            Season("16:30", days="SAT SUN"),
        ),
        needs=(GUIDE,),
        more=(("lead_time_minutes", 30), ("tags", ["on foot", "history"])),
    ),
    Trip(
        calendar="tours",
        slug="old-port-walk-german",
        name="Old Port Walk in German",
        kind="RECURRING_PUBLIC",
        summary="Der Rundgang durch den alten Hafen, auf Deutsch, mit Greta Vogel.",
        description=(
            "Zwei Kilometer Kopfsteinpflaster, Seilerei, Fischhalle und die Straße, die zweimal "
            "brannte. The same walk as the English one, with more time for questions."
        ),
        place="Old Port Square",
        policy="flexible",
        ways=(Way(90, 10),),
        prices=prices(2400, 0, 2000),
        starts=(Season("11:30", days="WED SAT"),),
        needs=(IN_GERMAN,),
        more=(("lead_time_minutes", 60), ("tags", ["on foot", "auf Deutsch"])),
    ),
    Trip(
        calendar="tours",
        slug="hill-villages",
        name="Hill Villages and a Cheese Cellar",
        kind="RECURRING_PUBLIC",
        summary="Five unhurried hours above the coast, with lunch at a long table.",
        description=(
            "Up through Upper and Nether Salloway to the creamery, down by the old toll road. "
            "Wren has a wheelchair lift, and so this is the day out for everybody. Lunch is "
            "included; the cheese is hard to refuse."
        ),
        place="Hill Depot",
        policy="prepaid",
        ways=(Way(300, 7, after=15),),
        prices=prices(9800, 5600, 9000),
        starts=(Season("09:30", days="THU FRI"),),
        needs=(WREN, GUIDE),
        add_ons=("child-seat", "photographs"),
        more=(("lead_time_minutes", 720), ("tags", ["van", "food", "step-free"])),
    ),
    Trip(
        calendar="tours",
        slug="cider-afternoon",
        name="Cider Afternoon at Fernside Orchard",
        kind="RECURRING_PUBLIC",
        summary="Apples, a press older than the road, and a ride home.",
        description=(
            "Hattie Fernside walks you through forty kinds of apple and the press her great-"
            "grandfather carried up the hill in pieces. Fresh juice for children and drivers."
        ),
        place="Hill Depot",
        policy="flexible",
        ways=(Way(240, 7),),
        prices=prices(7200, 4000, 6600),
        starts=(Season("13:00", days="FRI SAT SUN"),),
        needs=(WREN, Needs(("Fernside Orchard",))),
        add_ons=("tasting", "child-seat"),
        more=(("lead_time_minutes", 180), ("tags", ["van", "food"])),
    ),
    Trip(
        calendar="tours",
        slug="group-day",
        name="Harbor, Hills and Lunch for Groups",
        kind="GROUP",
        summary="A whole day by bus for eight to twenty-eight people; larger groups pay less.",
        description=(
            "Schools, choirs, wedding parties: Heron collects you at the landing, shows you the "
            "coast in the morning and the hill villages after lunch. Twelve people or more "
            "save 10 %, twenty or more 15 %."
        ),
        place="Ferry Landing",
        policy="strict",
        ways=(Way(360, 28, before=15, after=15),),
        prices=prices(7900, 4500, 7200),
        starts=(Season("09:30", days="MON TUE WED THU FRI"),),
        needs=(BUS, GUIDE),
        add_ons=("picnic", "photographs"),
        more=(
            ("min_party", 8),
            ("lead_time_minutes", 2880),
            (
                "group_discounts",
                [{"minSeats": 12, "percentOff": "10"}, {"minSeats": 20, "percentOff": "15"}],
            ),
            ("tags", ["bus", "groups"]),
        ),
    ),
    Trip(
        calendar="tours",
        slug="island-kayak",
        name="Island Kayak Morning",
        kind="MINIMUM_THRESHOLD",
        summary="Round Otter Island in single kayaks; runs as soon as four people come.",
        description=(
            "A short lesson in the cove, then three sheltered miles and a stop on the sandbar. "
            "If fewer than four have booked a day ahead we cancel and offer you another morning."
        ),
        place="Otter Cove Boathouse",
        policy="flexible",
        ways=(Way(210, 8, before=15, after=30),),
        prices=(
            Price("Adult", "ADULT", 8500),
            Price("Youth", "YOUTH", 6000, min_age=12, max_age=17),
        ),
        starts=(Season("08:30", days="WED SUN"),),
        needs=(KAYAKS, PADDLER),
        add_ons=("wetsuit", "photographs"),
        more=(
            ("minimum_seats", 4),
            ("decide_hours_before", 24),
            ("lead_time_minutes", 720),
            ("tags", ["kayak", "active"]),
        ),
    ),
    Trip(
        calendar="tours",
        slug="lantern-cruise",
        name="First Saturday Lantern Cruise",
        kind="RECURRING_PUBLIC",
        summary="Once a month, after dark, with paper lanterns and a fiddle.",
        description=(
            "Marigold goes out with her lights low. Two hours, one fiddler, hot cider, and the "
            "harbor full of lanterns. For ages sixteen and up; tickets are final within a week."
        ),
        place="Ferry Landing",
        policy="strict",
        ways=(Way(120, 12),),
        prices=(Price("Adult", "ADULT", 5200, min_age=16),),
        starts=(Season("19:30", rrule="FREQ=MONTHLY;BYDAY=1SA"),),
        needs=(BOAT, CAPTAIN),
        more=(("lead_time_minutes", 120), ("max_party", 6), ("tags", ["boat", "evening"])),
    ),
    Trip(
        calendar="tours",
        slug="sunset-charter",
        name="Private Sunset Charter",
        kind="PRIVATE_REQUEST",
        summary="Marigold for your party alone; we answer every request in person.",
        description=(
            "Four to ten people, two hours, your own music. Tell us what you are celebrating. "
            "The boat is kept for you while we look at the tide tables and answer. Another hour "
            "or another day? Suggest it: we answer with a price."
        ),
        place="Ferry Landing",
        policy="request",
        ways=(Way(120, 10, before=15),),
        prices=prices(9500, 4500),
        starts=(Season("17:30"),),
        needs=(BOAT, CAPTAIN),
        add_ons=("photographs", "storyteller", "hour-more"),
        more=(
            ("min_party", 4),
            ("exclusive", True),
            ("proposals", "ANY"),
            ("requires_approval", True),
            ("lead_time_minutes", 1440),
            ("tags", ["boat", "private"]),
        ),
    ),
    Trip(
        calendar="tours",
        slug="high-ridge",
        name="High Ridge by Bus",
        kind="FIXED_DAILY",
        summary="The ridge road opens for its season: five hours, four lookouts, one picnic.",
        description=(
            "The road over the ridge is closed for part of the year. While it is open, Heron "
            "goes up every day at ten, whatever the weather; the clouds are part of it."
        ),
        place="Hill Depot",
        policy="deposit",
        ways=(Way(300, 24, after=15),),
        prices=prices(6800, 3400, 6200),
        starts=(Season("10:00", opens=45, closes=135),),
        needs=(BUS, GUIDE),
        add_ons=("picnic",),
        more=(("lead_time_minutes", 720), ("tags", ["bus", "seasonal"])),
    ),
)
