"""Members and the organization itself: by e-mail, never above one's own role."""

import pytest
from django.test import Client

from orgs.models import AuditEvent, Location, Member, Organization, Role, User
from tests import harbor
from tests.admin.conftest import House, page, signed_in
from tests.admin.forms import errors, save
from tests.factories import OrganizationFactory

ADD = "/admin/orgs/member/add/"


@pytest.fixture
def admin_client(harbor_house: House) -> Client:
    """Harbor's administrator."""
    return signed_in(harbor.member(harbor_house.org, Role.ADMIN, "Ada"))


def test_somebody_is_invited_by_email(owner: Client, harbor_house: House) -> None:
    owner.post(ADD, {"email": "New@Harbor.example", "name": "Nia", "role": "STAFF"})

    person = User.objects.get(email="new@harbor.example")
    assert Member.objects.of(harbor_house.org).get(user=person).role == Role.STAFF
    assert not person.has_usable_password()
    assert AuditEvent.objects.filter(verb="member.invited").exists()


def test_an_existing_user_joins_without_being_shown(owner: Client, hills: House) -> None:
    text = owner.get(ADD).text
    owner.post(ADD, {"email": hills.staff.email, "name": "", "role": "STAFF"})

    assert hills.staff.email not in text
    assert Member.objects.of_user(hills.staff).count() == 2


def test_a_member_is_invited_once(owner: Client, harbor_house: House) -> None:
    answer = owner.post(ADD, {"email": harbor_house.staff.email, "name": "", "role": "ADMIN"})

    assert errors(answer) == {"email": ["This person is a member already."]}


def test_nobody_grants_more_than_they_have(admin_client: Client) -> None:
    answer = admin_client.post(ADD, {"email": "a@b.example", "name": "", "role": "OWNER"})

    assert "role" in errors(answer)


def test_nobody_changes_those_above_them(admin_client: Client, harbor_house: House) -> None:
    boss = Member.objects.of(harbor_house.org).get(user=harbor_house.owner)

    assert admin_client.post(page(Member, "change", boss.pk), {"role": "STAFF"}).status_code == 403
    assert admin_client.post(page(Member, "delete", boss.pk), {"post": "yes"}).status_code == 403


def test_the_last_owner_stays(owner: Client, harbor_house: House) -> None:
    boss = Member.objects.of(harbor_house.org).get(user=harbor_house.owner)

    demoted = owner.post(page(Member, "change", boss.pk), {"role": "STAFF"})
    removed = owner.post(page(Member, "delete", boss.pk), {"post": "yes"}, follow=True)

    words = "An organization keeps at least one owner."
    assert errors(demoted) == {"__all__": [words]}
    assert words in removed.text
    assert Member.objects.filter(pk=boss.pk, role=Role.OWNER).exists()


def test_a_role_is_changed_and_written_down(owner: Client, harbor_house: House) -> None:
    row = harbor_house.rows[Member]

    owner.post(page(Member, "change", row.pk), {"role": "ADMIN"})

    row.refresh_from_db()
    assert row.role == Role.ADMIN
    assert AuditEvent.objects.filter(verb="member.changed", subject=row.public_id).exists()


def test_a_membership_ends_and_the_person_stays(owner: Client, harbor_house: House) -> None:
    owner.post(page(Member, "delete", harbor_house.rows[Member].pk), {"post": "yes"})

    assert not Member.objects.of_user(harbor_house.staff).exists()
    assert User.objects.filter(pk=harbor_house.staff.pk).exists()


def test_an_organization_is_changed_in_words(owner: Client, harbor_house: House) -> None:
    address = page(Organization, "change", harbor_house.org.pk)

    answer = save(owner, address, name="Harbor & Co", locale="de", brand_color="#aabbcc")

    assert answer.status_code == 302, errors(answer)
    harbor_house.org.refresh_from_db()
    assert harbor_house.org.name == "Harbor & Co"
    assert harbor_house.org.locale == "de"
    assert harbor_house.org.brand == {"brand": "#aabbcc"}
    changed = AuditEvent.objects.get(verb="organization.changed")
    assert changed.facts["before"]["name"] == "Harbor"


def test_a_currency_changes_only_while_nothing_is_priced(
    owner: Client, harbor_house: House
) -> None:
    operator = User.objects.create_superuser("operator@example.com", "boat-shoes")
    bare = OrganizationFactory(currency="USD")
    asked = Client()
    asked.force_login(operator)

    refused = save(owner, page(Organization, "change", harbor_house.org.pk), currency="cad")
    changed = save(asked, page(Organization, "change", bare.pk), currency="cad")

    text = "There are prices or bookings in USD, so the currency stays."
    assert errors(refused)["currency"] == [text]
    assert changed.status_code == 302, errors(changed)
    bare.refresh_from_db()
    assert bare.currency == "CAD"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("currency", "XYZZ"), ("timezone", "Mars/Base"), ("brand_color", "red;}")],
)
def test_what_cannot_be_is_refused(
    owner: Client, harbor_house: House, field: str, typed: str
) -> None:
    address = page(Organization, "change", harbor_house.org.pk)

    assert field in errors(save(owner, address, **{field: typed}))


def test_a_place_keeps_its_hours_by_weekday(owner: Client, harbor_house: House) -> None:
    place = harbor_house.rows[Location]
    address = page(Location, "change", place.pk)

    answer = save(owner, address, opening_hours_0="07:30-12:00", opening_hours_6="22:00-02:00")

    assert answer.status_code == 302, errors(answer)
    place.refresh_from_db()
    assert place.opening_hours == [
        {"weekday": "MON", "startTime": "07:30", "endTime": "12:00"},
        {"weekday": "SUN", "startTime": "22:00", "endTime": "02:00"},
    ]
    assert "22:00-02:00" in owner.get(address).text


def test_overlapping_hours_are_refused(owner: Client, harbor_house: House) -> None:
    address = page(Location, "change", harbor_house.rows[Location].pk)

    answer = save(owner, address, opening_hours_0="08:00-12:00, 11:00-14:00")

    assert "overlaps" in str(errors(answer))
