"""What organizations have set for their mails; each is asked once for a handful of messages."""

from django.utils.translation import gettext_noop as _

from orgs.models import Member, MessageText, Organization
from orgs.outbox.kinds import Kind, Outdated
from orgs.outbox.words import Words


class Houses:
    """A memory that lasts as long as the messages that are being written."""

    def __init__(self) -> None:
        self._own: dict[int, dict[tuple[str, str], Words]] = {}
        self._staff: dict[int, tuple[str, ...]] = {}

    def words(self, kind: Kind, house: Organization, language: str) -> Words:
        """The organization's own words in this language, or the usual ones in the active one."""
        if house.pk not in self._own:
            rows = MessageText.objects.of(house)
            self._own[house.pk] = {
                (row.kind, row.language): Words(row.subject, row.body) for row in rows
            }
        return self._own[house.pk].get((kind.name, language)) or kind.words()

    def staff(self, house: Organization) -> tuple[str, ...]:
        """The organization's list of addresses, or else each member who wants mail.

        Raises Outdated when that is nobody.
        """
        if house.pk not in self._staff:
            self._staff[house.pk] = tuple(map(str, house.staff_emails)) or _members(house)
        if not self._staff[house.pk]:
            raise Outdated(_("Nobody of the staff wants mail."))
        return self._staff[house.pk]


def _members(house: Organization) -> tuple[str, ...]:
    rows = Member.objects.of(house).told_of_bookings()
    return tuple(rows.order_by("pk").values_list("user__email", flat=True))
