"""Pages whose rows are written by the same actions that the API calls."""

from types import ModuleType
from typing import Any

from django.http import HttpRequest

from orgs.admin_site.archive import ArchivableAdmin
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.door import whom


class DoneByActions(TenantAdmin):
    """`verbs` is the module of actions: create and change."""

    verbs: ModuleType

    def given(self, row: Any, form: Any) -> dict[str, Any]:
        """What the form asks the action to set."""
        return {name: getattr(row, name) for name in form.cleaned_data if hasattr(row, name)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As the API would. A refusal comes back as an error of the form."""
        asked = {"org": obj.organization, **whom(request)}
        if change:
            saved = self.verbs.change(**asked, ref=obj.public_id, **self.given(obj, form))
        else:
            saved = self.verbs.create(**asked, **self.given(obj, form))
        obj.__dict__.update(saved.__dict__)


class PutAwayByActions(DoneByActions, ArchivableAdmin):
    """The same, for what can be archived."""

    def put(self, request: HttpRequest, row: Any, verb: str) -> None:
        """Archives or restores."""
        asked = {"org": row.organization, "ref": row.public_id, **whom(request)}
        self.verbs.change(**asked, is_archived=verb == "archived")
