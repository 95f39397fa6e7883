"""Who Harbor & Hills are: the organization, its people, places, calendars, terms and extras."""

from decimal import Decimal
from typing import Any

from embed.demo.shapes import Needs

SLUG = "harbor"
PASSWORD = "harbor-demo"
DOMAIN = "demo.example"

ORGANIZATION: dict[str, Any] = {
    "name": "Harbor & Hills",
    "slug": SLUG,
    "timezone": "America/New_York",
    "currency": "USD",
    "locale": "en-US",
    "tax_percent": Decimal("5.5"),
    "brand": {"brand": "#0f5c6b", "website": "https://harborandhills.example"},
    "retention_days": 730,
    "payment_way": "SANDBOX",
}

PEOPLE = (
    ("owner", "Marianne Quill", "OWNER"),
    ("admin", "Desmond Achterberg", "ADMIN"),
    ("staff", "Ivy Castellane", "STAFF"),
    ("trusted", "Rosalind Peake", "TRUSTED_CONTRIBUTOR"),
    ("contributor", "Jonas Whitlow", "CONTRIBUTOR"),
)
OUTSIDE = ("TRUSTED_CONTRIBUTOR", "CONTRIBUTOR")


def email_of(account: str) -> str:
    """The address an account signs in with."""
    return f"{account}@{DOMAIN}"


def staff() -> list[str]:
    """Who may sign in to the staff's day."""
    return [email_of(account) for account, _, role in PEOPLE if role not in OUTSIDE]


def contributors() -> list[str]:
    """Who hands in events through the API, and has no business in the staff's day."""
    return [email_of(account) for account, _, role in PEOPLE if role in OUTSIDE]


PLACES: tuple[dict[str, Any], ...] = (
    {"name": "Ferry Landing", "line1": "1 Landing Road", "phone": "+1 207 555 0110"},
    {"name": "Old Port Square", "line1": "Fish Street at Bell Lane", "phone": "+1 207 555 0111"},
    {"name": "Otter Cove Boathouse", "line1": "88 Cove Road", "phone": "+1 207 555 0112"},
    {"name": "Hill Depot", "line1": "14 Orchard Lane", "phone": "+1 207 555 0113"},
)
TOWN = {"city": "Wrenport", "state": "ME", "country": "US"}

CALENDARS: tuple[dict[str, Any], ...] = (
    {
        "name": "Tours of the harbor and the hills",
        "slug": "tours",
        "purpose": "TOUR",
        "theme": {"brand": "#0f5c6b", "radius": 10},
    },
    {
        "name": "What’s on in Wrenport",
        "slug": "town",
        "purpose": "COMMUNITY",
        "accepts_submissions": True,
        "theme": {"brand": "#a3401f", "radius": 6, "font": "serif"},
    },
    {
        "name": "Private hikes and lessons",
        "slug": "hikes",
        "purpose": "PRIVATE_BOOKING",
        "theme": {"brand": "#3d6b2a", "radius": 16, "font": "rounded"},
    },
)

POLICIES: dict[str, dict[str, Any]] = {
    "flexible": {
        "name": "Free cancellation up to 24 hours before",
        "requires_payment": False,
        "cancel_steps": [{"hoursBefore": 24, "refundPercent": "100", "fee": 0}],
        "move_hours_before": 24,
    },
    "strict": {
        "name": "No changes within seven days",
        "requires_payment": False,
        "cancel_steps": [{"hoursBefore": 168, "refundPercent": "100", "fee": 0}],
        "move_hours_before": 168,
        "moves_allowed": 1,
    },
    "request": {
        "name": "On request, answered within a week",
        "requires_payment": False,
        "approval_hours": 168,
        "cancel_steps": [{"hoursBefore": 72, "refundPercent": "100", "fee": 0}],
        "move_hours_before": 72,
    },
    "prepaid": {
        "name": "Paid when booked; free cancellation up to 48 hours before",
        "cancel_steps": [
            {"hoursBefore": 48, "refundPercent": "100", "fee": 0},
            {"hoursBefore": 24, "refundPercent": "50", "fee": 0},
        ],
        "move_hours_before": 48,
    },
    "third": {
        "name": "30% now, the rest on arrival",
        "deposit_percent": Decimal(30),
        "cancel_steps": [{"hoursBefore": 24, "refundPercent": "100", "fee": 0}],
        "move_hours_before": 24,
    },
    "deposit": {
        "name": "30% as deposit, the rest a week before",
        "deposit_percent": Decimal(30),
        "balance_hours_before": 168,
        "cancel_steps": [
            {"hoursBefore": 336, "refundPercent": "100", "fee": 0},
            {"hoursBefore": 168, "refundPercent": "50", "fee": 0},
            {"hoursBefore": 48, "refundPercent": "25", "fee": 1000},
        ],
        "move_hours_before": 168,
        "moves_allowed": 1,
        "move_fee_minor": 1500,
        "exempt": ["@wrenport.example"],
    },
}

PROMO_CODES: tuple[dict[str, Any], ...] = (
    {
        "code": "HARBOR10",
        "note": "On the leaflet at the ferry; once for each guest",
        "percent_off": Decimal(10),
        "max_uses": 200,
        "max_uses_per_customer": 1,
        "minimum_minor": 4000,
    },
)

ADD_ONS: dict[str, dict[str, Any]] = {
    "breakfast": {
        "name": "Coffee and a cinnamon roll",
        "description": "Warm from Pell’s bakery, handed out on board.",
        "price_minor": 650,
        "per": "PERSON",
    },
    "picnic": {
        "name": "Picnic lunch",
        "description": "Sandwich, apple, oat bar. Tell us about allergies in the notes.",
        "price_minor": 1400,
        "per": "PERSON",
        "tax_percent": Decimal(8),
    },
    "child-seat": {
        "name": "Child seat",
        "description": "Fitted before you arrive; for children up to 36 kg.",
        "price_minor": 500,
        "per": "BOOKING",
        "max_quantity": 3,
        "stock": 4,
    },
    "photographs": {
        "name": "Photographs of the day",
        "description": "Some forty pictures by your guide, sent the next morning.",
        "price_minor": 3500,
        "per": "BOOKING",
    },
    "storyteller": {
        "name": "A storyteller on board",
        "description": "One more of our guides comes along, with the old tales of the harbor.",
        "price_minor": 9000,
        "per": "BOOKING",
    },
    "hour-more": {
        "name": "One hour more",
        "description": "Out past Seal Ledge and back by lantern light.",
        "price_minor": 14000,
        "per": "BOOKING",
        "extra_minutes": 60,
    },
    "wetsuit": {
        "name": "Wetsuit and boots",
        "description": "All sizes from 4 feet up. Recommended below 60 °F.",
        "price_minor": 1200,
        "per": "PERSON",
    },
    "tasting": {
        "name": "Cider tasting flight",
        "description": "Five small glasses; adults over 21, with identification.",
        "price_minor": 1600,
        "per": "PERSON",
    },
}

ADD_ON_NEEDS = {"storyteller": Needs(kind="PERSON")}
"""What is taken beside the needs of a run."""
