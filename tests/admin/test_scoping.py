"""Nobody sees, chooses, searches or guesses the rows of another organization: on every page."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client

from bookings.models import Booking
from orgs.admin_site import SlotwrightAdmin
from orgs.models import Member, Role, User
from scheduling.models import Tour
from tests.admin.conftest import CHOSEN, House, models, page
from tests.admin.forms import save

EVERY = pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
OTHERS = ("Harbor" + word for word in (" pier", " van", " policy", " lunch", " walk", " fair"))
HARBORS = (*OTHERS, "Harbor lesson", "GuestHarbor", "guestharbor@", "StaffHarbor", "Harbor actor")
NOBODY = 987_654


@pytest.fixture
def stranger(harbor_house: House, hills: House) -> Client:
    """The owner of Hills: mighty there, nobody at Harbor."""
    client = Client()
    client.force_login(hills.owner)
    return client


def forms_of(response: Any) -> list[Any]:
    """The form of a change page, and those of its inlines with the empty ones."""
    inlines = response.context["inline_admin_formsets"]
    rows = [form for one in inlines for form in (*one.formset.forms, one.formset.empty_form)]
    return [response.context["adminform"].form, *rows]


def drop_downs(response: Any) -> list[tuple[Any, str]]:
    """Every field of them that chooses rows."""
    return [
        (form, name)
        for form in forms_of(response)
        for name, field in form.fields.items()
        if isinstance(field, ModelChoiceField) and hasattr(field.queryset.model, "organization")
    ]


@EVERY
def test_a_list_shows_none_of_theirs(model: type[Model], stranger: Client) -> None:
    answer = stranger.get(page(model, ""))

    assert answer.status_code == 200
    assert [word for word in HARBORS if word in answer.text] == []


@EVERY
@pytest.mark.parametrize("what", ["change", "delete", "history"])
def test_their_row_is_missing_like_one_that_never_was(
    model: type[Model], what: str, stranger: Client, harbor_house: House
) -> None:
    row = harbor_house.rows[model]

    theirs = stranger.get(page(model, what, row.pk))
    nobodys = stranger.get(page(model, what, NOBODY))

    assert (theirs.status_code, theirs.headers.get("Location")) == (
        nobodys.status_code,
        nobodys.headers.get("Location"),
    )
    assert theirs.status_code in (302, 403)


@EVERY
def test_their_row_cannot_be_written(
    model: type[Model], stranger: Client, harbor_house: House
) -> None:
    row = harbor_house.rows[model]
    before = type(row).objects.filter(pk=row.pk).values().get()

    for what in ("change", "delete", "archive", "do/approve", "do/cancel"):
        answer = stranger.post(page(model, what, row.pk), {"name": "Mine now", "post": "yes"})
        assert answer.status_code in (302, 403, 404)

    assert type(row).objects.filter(pk=row.pk).values().get() == before


@EVERY
def test_a_search_for_theirs_finds_nothing(model: type[Model], stranger: Client) -> None:
    for word in ("Harbor", "harbor.example", "guestharbor@example.com"):
        answer = stranger.get(page(model, ""), {"q": word})
        assert answer.context["cl"].result_count == 0 or not model_admin(model).search_fields


@EVERY
def test_filters_name_only_ones_own(
    model: type[Model], stranger: Client, harbor_house: House
) -> None:
    answer = stranger.get(page(model, ""), {"_facets": "True"})

    offered = [
        choice["display"] for spec in answer.context["cl"].filter_specs
        for choice in spec.choices(answer.context["cl"])
    ]  # fmt: skip
    assert [word for word in offered if "Harbor" in str(word)] == []


@EVERY
def test_fields_that_are_no_filter_cannot_be_asked_about(
    model: type[Model], stranger: Client
) -> None:
    for lookup in ("organization__name__startswith", "public_id__startswith", "pk__gt"):
        assert stranger.get(page(model, ""), {lookup: "H"}).status_code in (302, 400)


@EVERY
def test_drop_downs_hold_only_ones_own(model: type[Model], stranger: Client, hills: House) -> None:
    row = hills.rows[model]

    offered = [
        one
        for form, name in drop_downs(stranger.get(page(model, "change", row.pk)))
        for one in form.fields[name].queryset
    ]

    assert [one for one in offered if not hills.has(one)] == []


@EVERY
def test_their_row_posted_past_a_drop_down_is_refused(
    model: type[Model], stranger: Client, harbor_house: House, hills: House
) -> None:
    found = drop_downs(stranger.get(page(model, "change", hills.rows[model].pk)))

    for form, name in found:
        if name == "id":
            continue  # Added by the formset; see the test of keys below.
        related = form.fields[name].queryset.model
        theirs = related.objects.filter(organization=harbor_house.org).first()
        value = [theirs.pk] if "Multiple" in type(form.fields[name]).__name__ else theirs.pk
        bound = type(form)(
            data={form.add_prefix(name): value}, instance=form.instance, prefix=form.prefix
        )
        assert name in bound.errors


def test_their_row_posted_as_a_line_of_ones_own_page_stays_theirs(
    stranger: Client, harbor_house: House, hills: House
) -> None:
    theirs = harbor_house.rows[Tour].rates.get()
    address = page(Tour, "change", hills.rows[Tour].pk)

    answer = save(stranger, address, **{"rates-0-id": theirs.pk, "rates-0-label": "Mine"})

    assert answer.status_code == 200
    theirs.refresh_from_db()
    assert theirs.label == "Adult"


@EVERY
def test_completion_offers_only_ones_own(model: type[Model], stranger: Client) -> None:
    for field in model._meta.get_fields():
        if not getattr(field, "remote_field", None) or not hasattr(field, "attname"):
            continue
        asked = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field.name,
            "term": "",
        }
        answer = stranger.get("/admin/autocomplete/", asked)
        assert answer.status_code in (200, 403)
        assert answer.status_code == 403 or "Harbor" not in answer.text


@EVERY
def test_a_new_row_can_only_be_ones_own(
    model: type[Model], stranger: Client, harbor_house: House, hills: House
) -> None:
    theirs = {"organization": harbor_house.org.public_id}
    answer = stranger.get(page(model, "add"), theirs | CHOSEN.get(model, {}))
    if answer.status_code == 403:
        return

    form = answer.context["adminform"].form
    assert form.organization in (hills.org, None)
    assert "Harbor" not in answer.text.replace("organization=", "")


def test_the_offering_of_another_has_no_preview(stranger: Client, harbor_house: House) -> None:
    walk = harbor_house.rows[Tour]

    assert stranger.get(f"/admin/preview/{walk.pk}/").status_code == 404


def test_the_booking_of_another_is_not_found_by_its_id(
    stranger: Client, harbor_house: House
) -> None:
    theirs = stranger.get(f"/admin/find/{harbor_house.booking.public_id}/")
    nobodys = stranger.get("/admin/find/bk_nothing/")

    assert (theirs.status_code, theirs["Location"]) == (nobodys.status_code, nobodys["Location"])


def test_a_bulk_approval_reaches_only_ones_own(stranger: Client, harbor_house: House) -> None:
    asked = {"action": "approve_chosen", "_selected_action": [harbor_house.booking.pk]}

    stranger.post(page(Booking, ""), asked)

    harbor_house.booking.refresh_from_db()
    assert harbor_house.booking.state == "AWAITING_APPROVAL"


def test_the_front_page_shows_none_of_theirs(stranger: Client) -> None:
    answer = stranger.get("/admin/")

    assert [word for word in HARBORS if word in answer.text] == []


def test_users_are_the_operators_business(stranger: Client) -> None:
    assert stranger.get(page(User, "")).status_code == 403


def test_an_admin_that_knows_no_organizations_is_not_registered() -> None:
    class Plain(admin.ModelAdmin):
        pass

    site = SlotwrightAdmin()
    site.register(Tour, Plain)

    assert not site.is_registered(Tour)


@pytest.fixture
def both(harbor_house: House, hills: House) -> Client:
    """Harbor's owner, who owns Hills too."""
    Member.objects.create(organization=hills.org, user=harbor_house.owner, role=Role.OWNER)
    client = Client()
    client.force_login(harbor_house.owner)
    return client


def test_whoever_serves_two_houses_says_first_for_which_a_new_row_is(
    both: Client, hills: House
) -> None:
    asked = both.get(page(Tour, "add"))
    chosen = both.get(page(Tour, "add"), {"organization": hills.org.public_id})

    assert "For which organization?" in asked.text
    assert {row.name for row in chosen.context["adminform"].form.fields["calendar"].queryset} == {
        "Tours"
    }
    assert hills.has(chosen.context["adminform"].form.fields["calendar"].queryset.get())


@EVERY
def test_whoever_serves_two_houses_cannot_mix_them(
    model: type[Model], both: Client, hills: House
) -> None:
    found = drop_downs(both.get(page(model, "change", hills.rows[model].pk)))

    for form, name in found:
        assert [one for one in form.fields[name].queryset if not hills.has(one)] == []


def model_admin(model: type[Model]) -> Any:
    """Its page's class."""
    return admin.site.get_model_admin(model)
