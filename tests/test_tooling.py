"""The tools that everything else relies on: the pins, and what the test runner reports."""

import re
import tomllib
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests import run
from tests.migrations import LABELS, folded
from tests.sources import ROOT

RUNTIME, DEVELOPMENT = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
REPORT = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"/></testsuites>'


@pytest.mark.parametrize("file", [RUNTIME, DEVELOPMENT])
def test_every_requirement_is_pinned_and_hashed_and_names_no_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", text.strip())

    assert [block for block in blocks if not re.match(r"[a-z0-9.-]+==[\w.]+ \\\n", block)] == []
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?:|file:|--index|--extra-index|--find-links|/\w+/", text) == []


def test_development_runs_on_the_versions_that_are_shipped() -> None:
    assert pins(RUNTIME).items() <= pins(DEVELOPMENT).items()


def test_everything_that_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=]", entry)[0] for entry in project["dependencies"]}
    extras = project["optional-dependencies"]
    tools = {re.split(r"[\[<>=]", entry)[0] for entry in (*extras["dev"], *extras["stripe"])}

    assert names - pins(RUNTIME).keys() == set()
    assert tools - pins(DEVELOPMENT).keys() == set()


def test_a_skipped_test_has_not_passed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)

    result = run.read_report("SQLite", report, code=1, seconds=3)

    assert str(result) == "SQLite: 5 passed, 3 failed, 1 skipped in 3 s"


def test_a_run_that_broke_off_has_failed(tmp_path: Path) -> None:
    result = run.read_report("SQLite", tmp_path / "missing.xml", code=3, seconds=1)

    assert str(result) == "SQLite: 0 passed, 1 failed in 1 s"


def test_a_leg_that_cannot_run_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)

    assert str(run.in_browser(run.Asked("", []))) == (
        "Browser: not run (apt-get install chromium, or set CHROMIUM)"
    )


@pytest.mark.parametrize(("required", "code"), [("1", 1), ("", 0)])
def test_a_leg_that_cannot_run_fails_only_where_all_are_required(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], required: str, code: int
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", required)
    said = iter([run.Result("A", passed=4), run.Result("B", passed=3)])

    def of_leg(asked: run.Asked) -> run.Result:
        print("A leg is run.", file=asked.out)
        return next(said, run.Result("C", missing="-"))

    monkeypatch.setattr(run, "LEGS", dict.fromkeys(run.LEGS, of_leg))

    assert run.main(["tests/test_docs.py"]) == code
    out = capsys.readouterr().out
    assert out.count("A leg is run.") == 3
    assert out.splitlines()[-1] == "7 passed, 0 failed"


def pins(file: Path) -> dict[str, str]:
    """Name and version of every line that pins one."""
    found = re.findall(r"^([a-z0-9.-]+)==(\S+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(found)


def test_there_is_one_migration_an_app_with_indexes_and_constraints_beside_their_tables() -> None:
    found = MigrationLoader(None).disk_migrations.values()
    ours = [one for one in found if one.app_label in LABELS]

    assert {one.name for one in ours} == {"0001_initial"}
    for one in ours:
        assert [each for each in one.operations if each not in folded(one.operations)] == []
