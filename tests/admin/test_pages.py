"""Every page opens, carries the policy, and has nothing in it that the policy forbids."""

import re

import pytest
from django.db.models import Model
from django.test import Client

from tests.admin.conftest import CHOSEN, House, models, page

EVERY = pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|<style[\s>]|<[^>]*\s(style|on[a-z]+)\s*=|javascript:", re.IGNORECASE
)
NOT_ADDED = {"Organization", "AuditEvent", "Occurrence", "Booking", "Customer", "Message"}
NOT_ADDED |= {"WaitlistEntry"}


def is_lawful(answer) -> bool:
    """A page that opens, with the policy and without what it forbids."""
    policy = answer.headers["Content-Security-Policy"]
    return (
        answer.status_code == 200
        and "default-src 'self'" in policy
        and "unsafe" not in policy
        and not INLINE.search(answer.text)
    )


@EVERY
def test_every_page_opens_for_the_owner(
    model: type[Model], owner: Client, harbor_house: House
) -> None:
    row = harbor_house.rows[model]

    for address in (page(model, ""), page(model, "change", row.pk), page(model, "history", row.pk)):
        assert is_lawful(owner.get(address)), address
    added = owner.get(page(model, "add"), CHOSEN.get(model, {}))
    assert added.status_code == 403 if model.__name__ in NOT_ADDED else is_lawful(added)


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/admin/password_change/", "/admin/scheduling/"]
)
def test_the_other_pages_too(address: str, staff: Client) -> None:
    assert is_lawful((Client() if "login" in address else staff).get(address))


def test_no_page_shows_an_id(owner: Client, harbor_house: House) -> None:
    for model, row in harbor_house.rows.items():
        if model.__name__ in ("AuditEvent", "Calendar"):
            continue  # The trail names rows by id; the tag of a calendar needs it.
        text = re.sub(
            r"(value|href|action|data-house)=\"[^\"]*\"",
            "",
            owner.get(page(model, "change", row.pk)).text,
        )
        assert not re.search(
            r"\b(rule|req|blk|var|rate|res|tour|evt|svc|bk|cus|pol|add)_[0-9a-z]{26}", text
        )


def test_a_plain_page_has_few_queries(
    staff: Client, harbor_house: House, django_assert_max_num_queries
) -> None:
    for model in models():
        if model.__name__ not in ("Organization", "Member", "AuditEvent"):
            with django_assert_max_num_queries(20):
                staff.get(page(model, ""))
