"""Who comes in, and what the door says to those who do not."""

import pytest
from django.test import Client

from orgs.models import Member, Role, User
from tests.admin.conftest import House, models, page, signed_in
from tests.harbor import member

ADMINS_READ = {"Organization", "Member", "AuditEvent", "MessageText"}
ADMINS_WRITE = {"Location", "Calendar"}


def sign_in(email: str, password: str) -> Client:
    """A browser after the sign-in form."""
    client = Client()
    client.post("/admin/login/", {"username": email, "password": password, "next": "/admin/"})
    return client


def test_staff_sign_in_with_their_email_in_any_case(harbor_house: House) -> None:
    client = sign_in(harbor_house.staff.email.upper(), "boat-shoes")

    assert client.get("/admin/").status_code == 200


def test_the_form_asks_for_an_email(db: None) -> None:
    assert 'type="email"' in Client().get("/admin/login/").text


@pytest.mark.parametrize("role", [Role.TRUSTED_CONTRIBUTOR, Role.CONTRIBUTOR])
def test_contributors_do_not_come_in(harbor_house: House, role: Role) -> None:
    person = member(harbor_house.org, role, "Cleo")

    assert sign_in(person.email, "boat-shoes").get("/admin/").status_code == 302
    assert signed_in(person).get("/admin/").status_code == 302
    for model in models():
        assert signed_in(person).get(page(model, "")).status_code == 302


def test_wrong_password_and_wrong_person_get_the_same_answer(harbor_house: House) -> None:
    person = member(harbor_house.org, Role.CONTRIBUTOR, "Cleo")
    wrong = Client().post("/admin/login/", {"username": person.email, "password": "no"})
    barred = Client().post("/admin/login/", {"username": person.email, "password": "boat-shoes"})

    assert wrong.context["form"].errors == barred.context["form"].errors


def test_trying_passwords_soon_ends(harbor_house: House) -> None:
    tries = {"username": harbor_house.owner.email, "password": "wrong"}
    answers = [Client().post("/admin/login/", tries).text for _try in range(12)]

    assert "Too many tries" not in answers[0]
    assert "Too many tries" in answers[-1]


def test_whoever_leaves_is_out_at_once(harbor_house: House) -> None:
    client = signed_in(harbor_house.staff)
    Member.objects.of_user(harbor_house.staff).delete()

    assert client.get("/admin/").status_code == 302


def test_staff_open_what_their_role_may_read(harbor_house: House) -> None:
    client = signed_in(harbor_house.staff)

    answers = {model.__name__: client.get(page(model, "")).status_code for model in models()}

    assert {name for name, code in answers.items() if code == 403} == ADMINS_READ
    assert {name for name, code in answers.items() if code != 403} == {
        name for name, code in answers.items() if code == 200
    }


def test_staff_look_at_what_only_administrators_write(harbor_house: House) -> None:
    client = signed_in(harbor_house.staff)

    for model, row in harbor_house.rows.items():
        if model.__name__ in ADMINS_WRITE:
            assert 'name="_save"' not in client.get(page(model, "change", row.pk)).text
            assert client.post(page(model, "change", row.pk), {"name": "x"}).status_code == 403
            assert client.get(page(model, "add")).status_code == 403


def test_a_role_in_one_house_is_no_role_in_another(harbor_house: House, hills: House) -> None:
    Member.objects.create(organization=hills.org, user=harbor_house.owner, role=Role.CONTRIBUTOR)
    client = signed_in(harbor_house.owner)

    assert "Hills" not in client.get("/admin/scheduling/tour/").text


def test_the_operator_sees_every_house(harbor_house: House, hills: House) -> None:
    client = signed_in(User.objects.create_superuser("op@example.com", "x", name="Olga"))

    listed = client.get("/admin/scheduling/tour/").text

    assert "Harbor walk" in listed
    assert "Hills walk" in listed
    assert client.get("/admin/orgs/user/").status_code == 200


def test_the_header_wears_the_house_and_its_colour(harbor_house: House) -> None:
    client = signed_in(harbor_house.staff)

    assert "Harbor</a>" in client.get("/admin/").text
    assert ":root{--house:#123456;--house-ink:#ffffff}" in client.get("/admin/brand.css").text


def test_a_colour_that_is_none_never_reaches_the_stylesheet(harbor_house: House) -> None:
    harbor_house.org.brand = {"brand": "red}body{display:none"}
    harbor_house.org.save()

    assert "display:none" not in signed_in(harbor_house.staff).get("/admin/brand.css").text
