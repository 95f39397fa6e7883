"""Offerings, calendars and terms in words: what is typed is what is stored."""

import pytest
from django.db.models import Model
from django.test import Client

from orgs.models import AuditEvent, Location
from scheduling.models import (
    AddOn,
    Calendar,
    Event,
    Policy,
    Rate,
    Resource,
    ScheduleRule,
    Tour,
    Variant,
)
from tests import harbor
from tests.admin.conftest import House, page
from tests.admin.forms import errors, save

FORM = "/admin/scheduling/tour/add/"
BLANK = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


@pytest.fixture
def tour_page(harbor_house: House) -> str:
    """Harbor's walk."""
    return page(Tour, "change", harbor_house.rows[Tour].pk)


@pytest.fixture
def walk(harbor_house: House) -> Tour:
    """Harbor's walk."""
    return harbor_house.rows[Tour]


def new_tour(house: House, **more: str) -> dict[str, str]:
    """What the add page sends at least."""
    sent = {
        "name": "Night cruise",
        "slug": "night-cruise",
        "calendar": str(house.rows[Calendar].pk),
        "kind": "GROUP",
        "status": "DRAFT",
        "timezone": "America/New_York",
        "min_party": "1",
        "lead_time_minutes": "0",
        "decide_hours_before": "24",
        "waitlist_hours": "4",
        "proposals": "OFF",
    }
    for prefix in ("variants", "rates", "rules", "requirements"):
        sent |= {f"{prefix}-{name}": value for name, value in BLANK.items()}
    return sent | more


def test_an_untouched_page_saves_without_changing_anything(
    staff: Client, tour_page: str, walk: Tour
) -> None:
    before = list(ScheduleRule.objects.filter(offering=walk.pk).values())

    answer = save(staff, tour_page)

    assert answer.status_code == 302, errors(answer)
    assert list(ScheduleRule.objects.filter(offering=walk.pk).values()) == before
    assert Variant.objects.get(offering=walk.pk).is_default


def test_a_new_tour_belongs_to_the_house_and_gets_a_variant(
    staff: Client, harbor_house: House
) -> None:
    answer = staff.post(FORM, new_tour(harbor_house))

    assert answer.status_code == 302, errors(answer)
    made = Tour.objects.get(slug="night-cruise")
    assert made.organization == harbor_house.org
    assert made.public_id.startswith("tour_")
    assert made.variants.get().is_default
    assert AuditEvent.objects.filter(verb="tour.created", subject=made.public_id).exists()


def one_variant(**more: str) -> dict[str, str]:
    """What a row of variants sends."""
    zeros = ("buffer_before_minutes", "buffer_after_minutes", "position")
    row = {"duration_minutes": "60"} | dict.fromkeys(zeros, "0") | more
    return {"variants-TOTAL_FORMS": "1"} | {f"variants-0-{name}": one for name, one in row.items()}


def test_a_tour_without_a_rate_says_that_it_is_free(staff: Client, harbor_house: House) -> None:
    answer = staff.post(FORM, new_tour(harbor_house, **one_variant(capacity="8")), follow=True)

    said = [str(one) for one in answer.context["messages"]]
    assert "No rate was given, so adults go free of charge. Add rates if they do not." in said
    assert Rate.objects.get(offering__slug="night-cruise").price_minor == 0


@pytest.mark.parametrize(
    ("row", "warned"),
    [
        ({"price_minor": "45.00"}, True),
        ({"price_minor": "45.00", "capacity": "8"}, False),
        ({"name": "Only listed"}, False),
    ],
)
def test_a_tour_with_a_price_and_no_seats_says_that_nobody_can_book_it(
    staff: Client, harbor_house: House, row: dict[str, str], warned: bool
) -> None:
    answer = staff.post(FORM, new_tour(harbor_house, **one_variant(**row)), follow=True)

    said = [str(one) for one in answer.context["messages"]]
    assert any("No seats are set, so it is listed only" in one for one in said) is warned


def test_a_tour_with_a_rate_and_no_seats_says_so_in_german(staff: Client, tour_page: str) -> None:
    staff.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"

    save(staff, tour_page, **{"variants-0-capacity": ""})

    assert "Es sind keine Plätze angegeben" in staff.get(tour_page).text


def test_a_new_private_tour_waits_for_approval_and_takes_the_whole_run(
    staff: Client, harbor_house: House
) -> None:
    staff.post(FORM, new_tour(harbor_house, kind="PRIVATE_REQUEST"))

    made = Tour.objects.get(slug="night-cruise")
    assert (made.requires_approval, made.exclusive) == (True, True)


def test_a_tour_is_of_some_kind(staff: Client, harbor_house: House) -> None:
    answer = staff.post(FORM, new_tour(harbor_house, kind=""))

    assert "kind" in errors(answer)


def test_a_slug_is_used_once_in_a_house(staff: Client, harbor_house: House) -> None:
    answer = staff.post(FORM, new_tour(harbor_house, slug=harbor_house.rows[Tour].slug))

    assert answer.status_code == 200
    assert answer.context["errors"]


def test_a_calendar_of_another_house_is_refused(
    staff: Client, harbor_house: House, hills: House
) -> None:
    foreign = str(hills.rows[Calendar].pk)

    answer = staff.post(FORM, new_tour(harbor_house, calendar=foreign))

    assert "calendar" in errors(answer)
    assert not Tour.objects.filter(slug="night-cruise").exists()


def test_start_times_weekdays_and_days_are_typed_in_words(
    staff: Client, tour_page: str, walk: Tour
) -> None:
    typed = {
        "rules-0-start_times": "13:00, 9:00",
        "rules-0-weekdays": ["0", "5"],
        "rules-0-skip_dates": "2026-07-04\n2026-07-11",
        "rules-0-add_dates": "2026-08-01",
    }

    answer = save(staff, tour_page, **typed)

    assert answer.status_code == 302, errors(answer)
    rule = ScheduleRule.objects.get(offering=walk.pk)
    assert (rule.start_times, rule.weekdays) == ([540, 780], [0, 5])
    assert (rule.skip_dates, rule.add_dates) == (["2026-07-04", "2026-07-11"], ["2026-08-01"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("rules-0-start_times", "9 o'clock"),
        ("rules-0-start_times", "25:00"),
        ("rules-0-skip_dates", "4 July"),
        ("rules-0-rrule", "FREQ=YEARLY"),
        ("rules-0-rrule", "FREQ=WEEKLY;INTERVAL=2"),
        ("rates-0-price_minor", "a lot"),
        ("rates-0-price_minor", "1.234"),
        ("rates-0-price_minor", "-5"),
        ("group_discounts", "many: 10%"),
        ("group_discounts", "6: 120%"),
    ],
)
def test_what_cannot_be_understood_is_said_beside_its_field(
    staff: Client, tour_page: str, field: str, typed: str
) -> None:
    answer = save(staff, tour_page, **{field: typed})

    assert field in errors(answer)


def test_a_time_that_cannot_be_understood_is_not_also_called_missing(
    staff: Client, tour_page: str
) -> None:
    wrong = errors(save(staff, tour_page, **{"rules-0-start_times": "9am, 25:00"}))
    assert wrong["rules-0-start_times"] == ["“9am” is not a time such as 09:00."]

    missing = errors(save(staff, tour_page, **{"rules-0-start_times": ""}))
    assert missing["rules-0-start_times"] == ["Please say when."]


def test_money_is_typed_as_an_amount(staff: Client, tour_page: str, walk: Tour) -> None:
    assert 'value="45.00"' in staff.get(tour_page).text

    save(staff, tour_page, **{"rates-0-price_minor": "49.50"})

    assert Rate.objects.get(offering=walk.pk).price_minor == 4950


def test_money_of_a_currency_without_cents(staff: Client, tour_page: str, walk: Tour) -> None:
    walk.organization.currency = "JPY"
    walk.organization.save()

    save(staff, tour_page, **{"rates-0-price_minor": "5000"})

    assert Rate.objects.get(offering=walk.pk).price_minor == 5000


def test_group_discounts_are_typed_in_lines(staff: Client, tour_page: str, walk: Tour) -> None:
    save(staff, tour_page, group_discounts="10: 25.00\n6: 10%")

    walk.refresh_from_db()
    assert walk.group_discounts == [
        {"minSeats": 6, "percentOff": "10"},
        {"minSeats": 10, "amountOff": 2500},
    ]
    assert "6: 10%\n10: 25.00" in staff.get(tour_page).text


def test_another_variant_can_become_the_default(staff: Client, tour_page: str, walk: Tour) -> None:
    second = Variant.objects.create(
        organization=walk.organization, offering=walk, name="Long", is_default=False, position=1
    )

    answer = save(staff, tour_page, **{"variants-0-standard": None, "variants-1-standard": "on"})

    assert answer.status_code == 302, errors(answer)
    assert Variant.objects.get(offering=walk.pk, is_default=True) == second


def test_two_defaults_are_refused(staff: Client, tour_page: str, walk: Tour) -> None:
    Variant.objects.create(
        organization=walk.organization, offering=walk, name="Long", is_default=False, position=1
    )

    answer = save(staff, tour_page, **{"variants-1-standard": "on"})

    assert "variants" in errors(answer)


def test_a_requirement_names_resources_or_a_kind(staff: Client, tour_page: str, walk: Tour) -> None:
    answer = save(staff, tour_page, **{"requirements-0-resources": []})
    assert "requirements-0-__all__" in errors(answer)

    kind = {
        "requirements-0-kind": "PERSON",
        "requirements-0-attributes": "languages: en, de\nage: 3",
    }
    save(staff, tour_page, **{"requirements-0-resources": []}, **kind)

    needed = walk.requirements.get()
    assert needed.kind == "PERSON"
    assert needed.attributes == {"languages": ["en", "de"], "age": 3}


def test_fixed_dates_of_an_event_are_typed_in_lines(staff: Client, harbor_house: House) -> None:
    fair = harbor_house.rows[Event]
    ScheduleRule.objects.filter(offering=fair.pk).update(
        kind="DATES", dates=[["2026-07-04T20:00", 300]]
    )
    address = page(Event, "change", fair.pk)
    assert "2026-07-04 20:00-2026-07-05 01:00" in staff.get(address).text

    save(staff, address, **{"rules-0-dates": "2026-07-04 20:00-01:00\n2026-11-01 00:30-03:30"})

    assert ScheduleRule.objects.get(offering=fair.pk).dates == [
        ["2026-07-04T20:00", 300, 0],
        ["2026-11-01T00:30", 240, 0],
    ]


def test_a_changed_policy_is_a_new_version(staff: Client, harbor_house: House) -> None:
    address = page(Policy, "change", harbor_house.rows[Policy].pk)

    save(staff, address, name="Kinder policy")
    save(staff, address, **{"cancel_steps-0-hours": "48"})

    policy = harbor_house.rows[Policy]
    policy.refresh_from_db()
    assert (policy.name, policy.version) == ("Kinder policy", 2)
    assert AuditEvent.objects.filter(verb="policy.changed", subject=policy.public_id).count() == 2


def test_a_new_add_on_is_made_by_its_action(staff: Client, harbor_house: House) -> None:
    typed = {"name": "Oilskins", "price_minor": "7.50", "per": "PERSON", "max_quantity": "1"}

    answer = save(staff, page(AddOn, "add"), **typed)

    assert answer.status_code == 302, errors(answer)
    made = AddOn.objects.of(harbor_house.org).get(name="Oilskins")
    assert made.price_minor == 750
    assert AuditEvent.objects.filter(verb="addon.created", subject=made.public_id).exists()


def test_what_is_booked_cannot_be_deleted(staff: Client, harbor_house: House) -> None:
    for model in (Tour, AddOn, Policy):
        row = harbor_house.rows[model]
        staff.post(page(model, "delete", row.pk), {"post": "yes"})

    assert Tour.objects.filter(pk=harbor_house.rows[Tour].pk).exists()
    assert Policy.objects.filter(pk=harbor_house.rows[Policy].pk).exists()


@pytest.mark.parametrize(
    "model", [Tour, Calendar, Resource, Location, Policy], ids=lambda one: one.__name__
)
def test_what_has_a_history_is_archived_instead(
    owner: Client, harbor_house: House, model: type[Model]
) -> None:
    row = harbor_house.rows[model]

    asked = owner.get(page(model, "delete", row.pk))
    owner.post(page(model, "delete", row.pk), {"post": "yes"})

    assert model.objects.filter(pk=row.pk).exists()
    assert "cannot be destroyed" in asked.text
    assert f'action="{page(model, "archive", row.pk)}"' in asked.text


def test_a_tour_without_a_history_is_deleted(owner: Client, harbor_house: House) -> None:
    mistake = harbor.tour(harbor_house.org, name="Mistake")

    owner.post(page(Tour, "delete", mistake.pk), {"post": "yes"})

    assert not Tour.objects.filter(pk=mistake.pk).exists()
    assert AuditEvent.objects.filter(verb="tour.deleted", subject=mistake.public_id).exists()


def test_an_archived_tour_comes_back_as_a_draft(owner: Client, walk: Tour) -> None:
    stands = []
    for verb in ("archive", "restore"):
        owner.post(page(Tour, verb, walk.pk))
        walk.refresh_from_db()
        stands.append(walk.status)

    assert stands == ["ARCHIVED", "DRAFT"]
    verbs = AuditEvent.objects.filter(subject=walk.public_id).order_by("pk")
    assert [one.verb for one in verbs] == ["tour.archived", "tour.restored"]


def test_a_calendars_theme_and_sites_are_typed_in_fields(
    owner: Client, harbor_house: House
) -> None:
    calendar = harbor_house.rows[Calendar]
    calendar.theme = {"surface": "#fffefa"}
    calendar.save()
    typed = {
        "brand": "#A3401F",
        "radius": "6",
        "font": "serif",
        "mode": "light",
        "allowed_sites": "https://example.com\nhttps://*.example.org",
    }

    answer = save(owner, page(Calendar, "change", calendar.pk), **typed)

    assert answer.status_code == 302, errors(answer)
    calendar.refresh_from_db()
    assert calendar.theme == {
        "surface": "#fffefa",
        "brand": "#a3401f",
        "radius": 6,
        "font": "serif",
        "mode": "light",
    }
    assert calendar.allowed_sites == ["https://example.com", "https://*.example.org"]


def test_a_site_with_a_path_is_refused(owner: Client, harbor_house: House) -> None:
    address = page(Calendar, "change", harbor_house.rows[Calendar].pk)

    assert "allowed_sites" in errors(save(owner, address, allowed_sites="https://example.com/shop"))


def test_a_pale_colour_is_warned_about(owner: Client, harbor_house: House) -> None:
    address = page(Calendar, "change", harbor_house.rows[Calendar].pk)

    save(owner, address, brand="#ffee88")

    assert "too pale" in owner.get(address).text


def test_a_calendar_shows_the_tag_to_copy(owner: Client, harbor_house: House) -> None:
    text = owner.get(page(Calendar, "change", harbor_house.rows[Calendar].pk)).text

    assert f"data-calendar=&quot;{harbor_house.rows[Calendar].public_id}&quot;" in text


def test_a_calendar_that_no_site_may_show_says_so(owner: Client, harbor_house: House) -> None:
    calendar = harbor_house.rows[Calendar]
    address = page(Calendar, "change", calendar.pk)
    notice = "Only pages of this installation may show it yet"

    assert notice in owner.get(address).text
    assert "Empty: only pages of this installation." in owner.get(address).text
    save(owner, address, allowed_sites="https://example.com")
    assert notice not in owner.get(address).text


def test_archiving_takes_out_of_use_and_can_be_undone(owner: Client, harbor_house: House) -> None:
    calendar = harbor_house.rows[Calendar]

    owner.post(page(Calendar, "archive", calendar.pk))
    assert owner.get(page(Calendar, "")).context["cl"].result_count == 0
    owner.post(page(Calendar, "restore", calendar.pk))
    assert owner.get(page(Calendar, "")).context["cl"].result_count == 1
    assert harbor.NOW
