"""Policies and add-ons: made, changed, written down; a changed rule is a new version."""

import pytest

from orgs.access import Caller
from orgs.errors import Invalid, NotFound
from orgs.models import AuditEvent, Organization
from scheduling.actions import addons, policies
from scheduling.models import AddOn, Policy
from tests import harbor

ASKED = {"by": Caller(), "now": harbor.NOW}


@pytest.fixture
def org(db: None) -> Organization:
    """Harbor."""
    return harbor.organization()


@pytest.fixture
def policy(org: Organization) -> Policy:
    """A day's notice."""
    return policies.create(org=org, **ASKED, name="A day", move_hours_before=24)


def test_other_rules_are_the_next_version(org: Organization, policy: Policy) -> None:
    changed = policies.change(org=org, **ASKED, ref=policy.public_id, move_hours_before=48)

    assert (policy.version, changed.version) == (1, 2)
    entry = AuditEvent.objects.get(verb="policy.changed")
    assert entry.facts == {
        "before": {"move_hours_before": 24, "version": 1},
        "after": {"move_hours_before": 48, "version": 2},
    }


def test_another_name_is_no_other_version(org: Organization, policy: Policy) -> None:
    changed = policies.change(org=org, **ASKED, ref=policy.public_id, name="One day")

    assert (changed.name, changed.version) == ("One day", 1)


def test_the_same_rules_again_leave_no_trace(org: Organization, policy: Policy) -> None:
    changed = policies.change(org=org, **ASKED, ref=policy.public_id, move_hours_before=24)

    assert changed.version == 1
    assert not AuditEvent.objects.filter(verb="policy.changed").exists()


def test_a_policy_of_another_house_is_not_found(policy: Policy) -> None:
    with pytest.raises(NotFound):
        policies.change(org=harbor.organization("hills"), **ASKED, ref=policy.public_id, name="X")


def test_an_add_on_is_made_changed_and_written_down(org: Organization) -> None:
    lunch = addons.create(org=org, **ASKED, name="Lunch", price_minor=1200)

    changed = addons.change(org=org, **ASKED, ref=lunch.public_id, is_active=False)

    assert (changed.name, changed.price_minor, changed.is_active) == ("Lunch", 1200, False)
    assert AuditEvent.objects.get(verb="addon.changed").facts == {
        "before": {"is_active": True},
        "after": {"is_active": False},
    }


@pytest.mark.parametrize("given", [{"name": ""}, {"name": "Lunch", "max_quantity": 0}])
def test_an_add_on_nobody_could_buy_is_refused(org: Organization, given: dict) -> None:
    with pytest.raises(Invalid):
        addons.create(org=org, **ASKED, **given)

    assert not AddOn.objects.of(org).exists()
    assert not AuditEvent.objects.exists()
