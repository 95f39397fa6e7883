"""Who is signed in: Django's own sessions and accounts, asked for in SQL put together once.

Each request of staff asks for both, and to put the two queries together took longer than all else
about them.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from orgs.models import User
from orgs.prepared import prepared


class SessionStore(db.SessionStore):
    """Sessions in the database (SESSION_ENGINE names this module)."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it has ended or is not known."""
        found = _sessions(session=str(self.session_key), now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(found[0].session_data)
        return data


class Backend(ModelBackend):
    """Sign-in by address and password."""

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is, as long as they may sign in."""
        found = next(iter(_users(key=user_id)), None)
        return found if self.user_can_authenticate(found) else None


@prepared
def _sessions(*, session: str, now: datetime) -> QuerySet[Session, Session]:
    return Session.objects.filter(session_key=session, expire_date__gt=now)


@prepared
def _users(*, key: int) -> QuerySet[User, User]:
    return User.objects.filter(pk=key)
