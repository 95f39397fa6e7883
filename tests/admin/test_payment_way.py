"""How guests pay is chosen on the organization's page, where it can be."""

from django.test import Client

from orgs.models import AuditEvent, Organization, User
from tests.admin.conftest import House, page
from tests.admin.forms import errors, save


def at(house: House) -> str:
    return page(Organization, "change", house.org.pk)


def owner_of(house: House) -> Client:
    client = Client()
    client.force_login(house.owner)
    return client


def test_an_owner_chooses_the_sandbox_and_it_is_on_the_trail(harbor_house: House) -> None:
    answer = save(owner_of(harbor_house), at(harbor_house), payment_way="SANDBOX")

    assert answer.status_code == 302
    assert Organization.objects.get(pk=harbor_house.org.pk).payment_way == "SANDBOX"
    entry = AuditEvent.objects.get(verb="organization.changed")
    assert entry.facts["after"]["payment_way"] == "SANDBOX"


def test_the_sandbox_is_refused_where_it_is_not_allowed(harbor_house: House, settings) -> None:
    settings.SANDBOX_PAYMENTS = False

    answer = save(owner_of(harbor_house), at(harbor_house), payment_way="SANDBOX")

    told = "The sandbox moves no money and is not allowed here: SANDBOX_PAYMENTS is off."
    assert errors(answer) == {"payment_way": [told]}
    assert Organization.objects.get(pk=harbor_house.org.pk).payment_way == "OFFLINE"
    Organization.objects.update(payment_way="SANDBOX")
    save(owner_of(harbor_house), at(harbor_house), name="Harbor and sons")
    assert Organization.objects.get(pk=harbor_house.org.pk).name == "Harbor and sons"


def test_stripe_is_refused_with_its_reason_where_it_is_not_set_up(
    harbor_house: House, settings
) -> None:
    settings.STRIPE_SECRET_KEY = ""

    answer = save(owner_of(harbor_house), at(harbor_house), payment_way="STRIPE")

    told = "Stripe is not set up on this installation: STRIPE_SECRET_KEY is empty."
    assert errors(answer) == {"payment_way": [told]}
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    save(owner_of(harbor_house), at(harbor_house), payment_way="STRIPE")
    assert Organization.objects.get(pk=harbor_house.org.pk).payment_way == "STRIPE"


def test_a_page_can_be_saved_whose_key_was_taken_away(harbor_house: House, settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    Organization.objects.update(payment_way="STRIPE")

    answer = save(owner_of(harbor_house), at(harbor_house), name="Harbor and sons")

    assert answer.status_code == 302


def test_only_the_operator_says_whose_account_money_goes_to(harbor_house: House) -> None:
    operator = Client()
    operator.force_login(User.objects.create_superuser("op@example.com", "boat-shoes"))
    save(owner_of(harbor_house), at(harbor_house), stripe_account="acct_mine")
    assert Organization.objects.get(pk=harbor_house.org.pk).stripe_account == ""

    answer = save(operator, at(harbor_house), stripe_account="mine")
    assert list(errors(answer)) == ["stripe_account"]
    save(operator, at(harbor_house), stripe_account="acct_1Harbor")

    assert Organization.objects.get(pk=harbor_house.org.pk).stripe_account == "acct_1Harbor"
