"""What Harbor & Hills run their days with: vans, a bus, a boat, kayaks, guides and an orchard."""

from typing import Any

from embed.demo.shapes import weekly

RESOURCES: tuple[dict[str, Any], ...] = (
    {
        "name": "Van Tern",
        "kind": "VEHICLE",
        "seats": 7,
        "turnaround_minutes": 20,
        "attributes": {"plate": "HH-TERN", "roofRack": True},
    },
    {
        "name": "Van Wren",
        "kind": "VEHICLE",
        "seats": 7,
        "turnaround_minutes": 20,
        "attributes": {"plate": "HH-WREN", "wheelchairLift": True},
    },
    {
        "name": "Bus Heron",
        "kind": "VEHICLE",
        "seats": 28,
        "turnaround_minutes": 45,
        "attributes": {"plate": "HH-HERON"},
    },
    {
        "name": "Boat Marigold",
        "kind": "VEHICLE",
        "seats": 12,
        "turnaround_minutes": 30,
        "weekly_hours": weekly("MON TUE WED THU FRI SAT SUN", "06:00", "22:30"),
        "attributes": {"registration": "ME 4471 H"},
    },
    {
        "name": "Sea kayaks",
        "kind": "EQUIPMENT",
        "units": 10,
        "turnaround_minutes": 30,
        "attributes": {"craft": "kayak"},
    },
    {
        "name": "Ada Lindqvist",
        "kind": "PERSON",
        "attributes": {"languages": ["en", "sv"], "licences": ["captain"]},
    },
    {
        "name": "Tomás Reyes",
        "kind": "PERSON",
        "attributes": {"languages": ["en", "es"], "licences": ["captain", "kayak"]},
    },
    {
        "name": "Noah Abara",
        "kind": "PERSON",
        "attributes": {"languages": ["en", "fr"], "licences": ["kayak"]},
    },
    {
        "name": "Greta Vogel",
        "kind": "PERSON",
        "weekly_hours": weekly("TUE WED THU FRI SAT", "07:00", "19:00"),
        "attributes": {"languages": ["en", "de"], "licences": []},
    },
    {
        "name": "Fernside Orchard",
        "kind": "PARTNER",
        "turnaround_minutes": 15,
        "weekly_hours": weekly("WED THU FRI SAT SUN", "12:00", "18:00"),
        "contact": {"name": "Hattie Fernside", "email": "hattie@fernside.example"},
    },
)

BLOCKS: tuple[dict[str, Any], ...] = (
    {
        "resource": "Van Tern",
        "day": 5,
        "on": "TUE",
        "from": "07:00",
        "to": "12:00",
        "reason": "Brake service",
    },
    {
        "resource": "Boat Marigold",
        "day": 16,
        "from": "00:00",
        "to": "24:00",
        "reason": "Hull inspection",
    },
    {
        "resource": "Ada Lindqvist",
        "day": 1,
        "on": "MON",
        "from": "18:00",
        "to": "21:00",
        "rrule": "FREQ=WEEKLY",
        "reason": "Choir practice",
    },
    {
        "resource": "Fernside Orchard",
        "day": 20,
        "from": "00:00",
        "to": "24:00",
        "reason": "Family wedding in the barn",
    },
)
