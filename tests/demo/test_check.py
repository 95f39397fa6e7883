"""Accounts with a public password keep an installation from passing `check --deploy`."""

from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection

from embed import checks
from orgs.models import Organization, User


def found() -> list[str | None]:
    """What the deployment checks of security say about the embed."""
    messages = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return [one.id for one in messages if (one.id or "").startswith("embed.")]


def test_demonstration_accounts_fail_the_deployment_check(harbor: Organization) -> None:
    assert found() == [checks.DEMO_ACCOUNTS]


def test_deactivated_accounts_pass(harbor: Organization) -> None:
    User.objects.filter(email__endswith="@demo.example").update(is_active=False)

    assert found() == []


def test_development_may_have_them(harbor: Organization, settings: object) -> None:
    settings.DEBUG = True

    assert found() == []


def test_a_database_without_tables_passes(harbor: Organization) -> None:
    def no_such_table(*_: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(no_such_table):
        assert found() == []


def test_the_check_runs_with_deploy_only(harbor: Organization) -> None:
    ordinary = run_checks(tags=[Tags.security], include_deployment_checks=False)

    assert [one for one in ordinary if one.id == checks.DEMO_ACCOUNTS] == []
