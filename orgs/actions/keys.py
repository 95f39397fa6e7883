"""Keys of integrators: their use is noted."""

from datetime import datetime, timedelta

from orgs.models import ApiKey

USE_IS_NOTED_EVERY = timedelta(minutes=1)


def note_use(*, key: ApiKey, now: datetime) -> None:
    """Remembers when a key was last used, to the minute: reading must not mean writing."""
    if key.last_used_at is None or key.last_used_at <= now - USE_IS_NOTED_EVERY:
        ApiKey.objects.of(key.organization).filter(pk=key.pk).update(last_used_at=now)
