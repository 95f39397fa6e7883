"""Signing in and out by session cookie, and founding an organization."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from rest_framework import serializers

from orgs import queries, throttle
from orgs.actions import organizations
from orgs.actions.organizations import House
from orgs.dialects.fields import Currency, ZoneName
from orgs.dialects.rest import Call, In, RestView, route
from orgs.errors import Duplicate, InvalidCredentials, SignupClosed, TooMany, Unauthenticated
from orgs.models import Member, Role, User


class LoginIn(In):
    """Who one says to be. Any text is tried, so that a wrong one is answered like any other."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)


class HouseIn(In):
    """A new organization. Without a slug, one is made from the name."""

    name = serializers.CharField(max_length=200)
    slug = serializers.SlugField(max_length=60, required=False)
    timezone = ZoneName()
    currency = Currency()


class SignupIn(In):
    """A new user and the organization they own."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)
    name = serializers.CharField(max_length=200)
    organization = HouseIn()


class UserOut(serializers.Serializer):
    """Somebody who signs in."""

    id = serializers.CharField()
    email = serializers.CharField()
    name = serializers.CharField()


class MembershipOut(serializers.Serializer):
    """An organization one works for, and as what."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    timezone = ZoneName()
    currency = Currency()


class SessionOut(serializers.Serializer):
    """Who is signed in and where they work."""

    user = UserOut()
    organizations = MembershipOut(many=True)


class SessionView(RestView):
    """Answers that set the session cookie are not kept, and no other site may ask for them."""

    sets_cookies = True
    keeps_answers = False


class Login(SessionView):
    """`/api/auth/login`"""

    @route(
        takes=LoginIn,
        gives=SessionOut,
        refuses=(InvalidCredentials, TooMany),
        rate="login_address",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Sign in with e-mail and password; sets the session cookie."""
        email, password = call.body["email"].lower(), call.body["password"]
        throttle.count("login_account", email, call.now)
        user = auth.authenticate(call.request, username=email, password=password)
        if not isinstance(user, User):
            raise InvalidCredentials
        auth.login(call.request, user)
        return session_word(user)


class Logout(SessionView):
    """`/api/auth/logout`"""

    @route(status=204)
    def post(self, call: Call) -> None:
        """Sign out; doing it again changes nothing."""
        auth.logout(call.request)


class Me(SessionView):
    """`/api/auth/me`"""

    @route(gives=SessionOut)
    def get(self, call: Call) -> dict[str, Any]:
        """Who is signed in."""
        if call.caller.user is None:
            raise Unauthenticated
        return session_word(call.caller.user)


class Signup(SessionView):
    """`/api/auth/signup`"""

    @route(
        takes=SignupIn,
        gives=SessionOut,
        status=201,
        refuses=(SignupClosed, Duplicate),
        rate="login_address",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Found an organization and sign in as its owner."""
        if not settings.SIGNUP_ENABLED:
            raise SignupClosed
        house = House(**{"slug": "", **call.body.pop("organization")})
        user = organizations.sign_up(**call.body, house=house, now=call.now)
        auth.login(call.request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return session_word(user)


def session_word(user: User) -> dict[str, Any]:
    """The body of login, signup and me."""
    return {
        "user": {"id": user.public_id, "email": user.email, "name": user.name},
        "organizations": [membership_word(member) for member in queries.memberships(user)],
    }


def membership_word(member: Member) -> dict[str, Any]:
    """One organization a user works for."""
    organization = member.organization
    return {
        "id": organization.public_id,
        "slug": organization.slug,
        "name": organization.name,
        "role": member.role,
        "timezone": organization.timezone,
        "currency": organization.currency,
    }
