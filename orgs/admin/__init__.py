"""The ground floor in the admin: organizations, members, places, the audit trail, users."""

from orgs.admin import location, member, message, message_text, organization, trail, user

__all__ = ["location", "member", "message", "message_text", "organization", "trail", "user"]
