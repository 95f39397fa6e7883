"""What an operator is told who has half set up Stripe."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection

from bookings import checks
from tests.harbor import organization

pytestmark = pytest.mark.django_db


def found(*tags, databases=None, deploy=False):
    """The ids of what the checks of bookings say."""
    messages = run_checks(tags=tags, databases=databases, include_deployment_checks=deploy)
    return [one.id for one in messages if (one.id or "").startswith("bookings.")]


def test_without_a_key_and_without_anybody_who_needs_it_all_is_well(settings):
    settings.STRIPE_SECRET_KEY, settings.DEBUG = "", True
    organization(payment_way="SANDBOX")

    assert found(Tags.compatibility, Tags.database, databases=["default"]) == []


def test_whoever_is_paid_with_nothing_in_production_is_named(settings):
    settings.STRIPE_SECRET_KEY, settings.DEBUG = "", False
    organization(payment_way="SANDBOX")

    [said] = run_checks(tags=[Tags.database], databases=["default"])

    assert said.id == checks.SANDBOX
    assert said.msg.startswith("Guests of harbor pay in the sandbox:")


def test_whoever_cannot_be_paid_for_want_of_a_key_is_named(settings):
    settings.STRIPE_SECRET_KEY = ""
    organization(payment_way="STRIPE")

    [said] = run_checks(tags=[Tags.database], databases=["default"])

    assert said.id == checks.NO_KEY
    assert said.msg == "Guests of harbor cannot pay: STRIPE_SECRET_KEY is empty."


def test_a_database_without_tables_is_no_fault(settings):
    settings.STRIPE_SECRET_KEY = ""

    def no_such_table(*_):
        raise DatabaseError

    with connection.execute_wrapper(no_such_table):
        assert found(Tags.database, databases=["default"]) == []


def test_a_key_without_the_package_or_the_secret_is_told(settings, monkeypatch):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "sk_live_x", []
    monkeypatch.setattr(checks, "find_spec", lambda name: None)

    assert found(Tags.compatibility) == [checks.NO_PACKAGE, checks.NO_SECRET]


def test_a_test_key_is_told_of_before_it_goes_live(settings):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRETS = "sk_test_x", ["whsec_x"]

    assert found(Tags.security, deploy=True) == [checks.TEST_KEY]
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    assert found(Tags.security, deploy=True) == []
