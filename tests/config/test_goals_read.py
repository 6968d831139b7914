"""What the tables of goals refuse, and how it is told."""

import tomllib

import pytest

from mastery_tui.config.settings import of
from mastery_tui.config.settings_file import Document, SettingsError

OBJECTIVE = '[[project]]\nid = "a"\ntitle = "t"\n[[project.objective]]\nid = "o"\ntitle = "x"\n'


def read(text: str):
    return of(Document("mastery.toml", text, (), tomllib.loads(text)), {})


@pytest.mark.parametrize("name", ["tests.failed", "secrets.found", "ruff.findings", "files", "scenario.x.p95_ms"])
@pytest.mark.parametrize("form", ['[metric."{}"]', "[metric.{}]"])
def test_no_file_says_what_is_measured_here(name: str, form: str):
    with pytest.raises(SettingsError, match=r"measured here: name it otherwise, as in own\."):
        read(f"{form.format(name)}\nfile = 'a.txt'\nregex = '[0-9]+'\n")


@pytest.mark.parametrize("name", ["own.tests", "coverage.line", "testsuite.failed"])
def test_what_others_measure_may_be_said(name: str):
    assert list(read(f"[metric.'{name}']\nfile = 'a.txt'\nregex = '[0-9]+'\n").goals.metrics) == [name]


def test_a_mistake_in_a_table_that_may_be_left_out_is_told_where_it_is():
    with pytest.raises(SettingsError, match=r"attestation\.days: must be a whole number from 1 to 3650, not -3"):
        read(f"{OBJECTIVE}attestation = {{ days = -3 }}\n")
    with pytest.raises(SettingsError, match=r"attestation: must be a table, not 3"):
        read(f"{OBJECTIVE}attestation = 3\n")
