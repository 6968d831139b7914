"""Theme files: the shipped ones can be read by everybody, a broken one is told in one clear line."""

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.config import content, paths, theme_choice, theme_file, user_settings
from mastery_tui.config.settings_file import Document, SettingsError, parsed
from mastery_tui.model.theme import BACKGROUNDS, COLOURS, LINES, TEXTS, contrast

BUILT_IN = content.built_in("themes")
THEMES = {file.stem: theme_file.read(file) for file in sorted(BUILT_IN.glob("*.toml"))}
RGB = [name for name, theme in THEMES.items() if not theme.ansi]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_promised_themes_are_there() -> None:
    assert {"dark", "light", "high-contrast", "colour-blind", "ansi"} < set(THEMES)
    assert THEMES["dark"].dark and not THEMES["light"].dark
    assert [name for name, theme in THEMES.items() if theme.ansi] == ["ansi"]
    assert len({theme.title for theme in THEMES.values()}) == len(THEMES)
    assert {*BACKGROUNDS, *LINES, *TEXTS} == set(COLOURS)


@pytest.mark.parametrize("name", RGB)
def test_every_text_can_be_read_on_every_background(name: str) -> None:
    colours, least = THEMES[name].colours, 7 if name == "high-contrast" else 4.5
    for back, text in itertools.product(BACKGROUNDS, TEXTS):
        assert contrast(colours[text], colours[back]) >= least, (text, back)
    assert contrast(colours["border-focus"], colours["background"]) >= 3
    light = contrast(colours["background"], "#000000") > contrast(colours["background"], "#ffffff")
    assert light is not THEMES[name].dark
    assert len({colours[back] for back in BACKGROUNDS}) == 3
    assert theme_file.weak(THEMES[name]) == ""


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # the known "almost enough" grey


# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency,
# IEEE TVCG 15(6), 2009: the matrices of full severity, for linear RGB.
BLIND = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def lab(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIELAB (D65) of a colour as it is seen through the matrix."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in matrix)
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(first: str, second: str, kind: str) -> float:
    """The distance of two colours (CIE76; about 2.3 is just noticeable)."""
    pairs = zip(lab(first, BLIND[kind]), lab(second, BLIND[kind]), strict=True)
    return float(sum((one - other) ** 2 for one, other in pairs) ** 0.5)


@pytest.mark.parametrize("kind", BLIND)
def test_signals_are_told_apart_with_any_colour_blindness(kind: str) -> None:
    colours = THEMES["colour-blind"].colours
    for one, other in itertools.combinations(("error", "warning", "ok"), 2):
        assert apart(colours[one], colours[other], kind) >= 25, (one, other)
    for one in ("error", "warning", "ok"):
        assert apart(colours[one], colours["info"], kind) >= 15, one
    for one in ("error", "warning", "ok", "info"):
        assert apart(colours[one], colours["text"], kind) >= 15, one


def test_the_distance_sees_what_red_green_blindness_does() -> None:
    dark = THEMES["dark"].colours
    assert apart(dark["warning"], dark["ok"], "deuteranopia") < 5 < apart(dark["warning"], dark["ok"], "tritanopia")


GOOD = (BUILT_IN / "dark.toml").read_text()
LACKING = GOOD.replace('muted = "#8f98a8"\n', "").replace('ok = "#9ece6a"\n', "")
ANSI = (BUILT_IN / "ansi.toml").read_text()


@pytest.mark.parametrize(
    ("text", "where", "told"),
    [
        (GOOD.replace("cursor-idle =", "cursor-idel ="), "cursor-idel", 'unknown colour; did you mean "cursor-idle"?'),
        (GOOD.replace('muted = "#8f98a8"\n', ""), "[colours]", "colours.muted: is missing; it must be a colour"),
        (LACKING, "[colours]", "colours.muted: is missing and 1 more: ok;"),
        (GOOD.replace("#8f98a8", "#8f98a"), "muted =", 'must be a colour such as "#1c2027", not "#8f98a"'),
        (GOOD.replace("#8f98a8", "red"), "muted =", "ansi = true takes the terminal's own colours"),
        (ANSI.replace('error = "red"', 'error = "bright-red"'), "error =", 'did you mean "bright_red"?'),
        (ANSI.replace('error = "red"', 'error = "#ff0000"'), "error =", "must be one of the terminal's own colours"),
        (GOOD.replace("dark = true", 'dark = "yes"'), "dark =", 'dark: must be true or false, not "yes"'),
        (GOOD.replace('title = "Dark"\n', ""), "", "title: is missing; it must be a text"),
        (GOOD.replace('title = "Dark"', 'titel = "Dark"'), "titel", 'titel: unknown key; did you mean "title"?'),
        (GOOD.replace('"#14161b"', '"#14161b'), "background =", "is not valid TOML"),
        (GOOD + 'error = "#ffffff"\n', "\nerror = \"#ffffff\"", "is set twice"),
        ("x" * ((1 << 20) + 1), "", "is larger than 1024 KiB"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, where: str, told: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as raised:
        theme_file.read(file)
    line = str(raised.value)
    assert told in line and "\n" not in line
    assert line.startswith(str(file))
    if where:
        offset = text.rindex(where) + (1 if where.startswith("\n") else 0)
        assert line.startswith(f"{file}:{text.count(chr(10), 0, offset) + 1}: ")


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "bad name.toml").write_text(GOOD)
    (tmp_path / "auto.toml").write_text(GOOD)
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"\n')
    themes, problems = theme_file.read_all([content.Place(tmp_path, "user")])
    assert themes == {}
    told = {line.split(".toml")[0].rpartition("/")[2]: line for line in problems}
    assert "is not a file" in told["pipe"] and "is not a file" in told["folder"]
    assert "cannot be read" in told["loop"] and "UTF-8" in told["latin"]
    assert "rename" in told["bad name"] and "rename" in told["auto"]


def test_a_theme_that_is_hard_to_read_works_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "dim.toml").write_text(GOOD.replace("#8f98a8", "#5a5f68").replace("#7aa2f7", "#202530"))
    themes, problems = theme_file.read_all([content.Place(tmp_path, "user")])
    assert themes["dim"].origin == "user"
    assert len(problems) == 1
    assert "is hard to read on" in problems[0] and "at least 4.5:1" in problems[0]


def test_a_later_folder_wins_and_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "dark.toml"
    mine.write_text(GOOD.replace('"Dark"', '"Mine"'))
    places = [content.Place(BUILT_IN, "built-in"), content.Place(tmp_path, "user")]
    themes, problems = theme_file.read_all(places)
    assert (themes["dark"].title, problems) == ("Mine", [])
    mine.write_text("title = ")
    after, problems = theme_file.read_all(places, themes.values())
    assert after["dark"].title == "Mine" and len(problems) == 1
    fresh, _ = theme_file.read_all(places)
    assert fresh["dark"].title == "Dark"


@pytest.mark.parametrize(
    ("choice", "dark", "name"),
    [
        ("", None, "dark"),
        ("auto", True, "dark"),
        ("auto", False, "light"),
        ("", False, "light"),
        ("ember", False, "ember"),
    ],
)
def test_auto_goes_by_the_background(choice: str, dark: bool | None, name: str) -> None:
    theme = theme_choice.among(THEMES.values(), choice, dark)
    assert theme is not None and theme.name == name
    if choice:
        user_settings.keep_theme(choice)
    assert theme_choice.first(dark).name == name


@pytest.mark.parametrize("dark", [None, True, False])
def test_auto_takes_the_terminals_own_colours_where_there_are_few(dark: bool | None) -> None:
    theme = theme_choice.among(THEMES.values(), "auto", dark, few=True)
    assert theme is not None and theme.ansi
    assert theme_choice.first(dark, few=True).name == theme.name
    chosen = theme_choice.among(THEMES.values(), "ember", dark, few=True)
    assert chosen is not None and chosen.name == "ember"


def test_the_first_frame_has_a_theme_whatever_the_users_files_are(home: Path) -> None:
    (home / "config/themes").mkdir(parents=True)
    settings = home / "config/settings.toml"
    for text in ('theme = "nowhere"', "theme = 7", "theme = ", "colour = 1"):
        settings.write_text(text)
        assert theme_choice.first(False).name == "light"
    settings.write_text('theme = "ember"')
    (home / "config/themes/ember.toml").write_text(GOOD)
    assert theme_choice.first(None).origin == "user"
    (home / "config/themes/ember.toml").write_text("broken")
    assert theme_choice.first(None).origin == "built-in"


# -- the user's own choice


def test_keeping_a_theme_leaves_the_rest_of_the_file_as_it_is(home: Path) -> None:
    assert user_settings.read() == user_settings.UserSettings()
    user_settings.keep_theme("light")
    file = home / "config/settings.toml"
    assert file.read_text() == 'theme = "light"\n'
    file.write_bytes(b'# mine\r\ntheme = "light"  # by day\r\n\r\n[keys]\r\nquit = "Q"\r\n')
    file.chmod(0o600)
    user_settings.keep_theme("ember")
    assert file.read_bytes() == b'# mine\r\ntheme = "ember"  # by day\r\n\r\n[keys]\r\nquit = "Q"\r\n'
    assert file.stat().st_mode & 0o777 == 0o600
    assert user_settings.read().keys == {"quit": "Q"}
    assert [place.name for place in file.parent.iterdir()] == ["settings.toml"]


def test_a_linked_settings_file_stays_a_link(home: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text('[keys]\nquit = "Q"\n')
    paths.user_config().mkdir(parents=True)
    user_settings.place().symlink_to(real)
    user_settings.keep_theme("ember")
    assert user_settings.place().is_symlink()
    assert real.read_text() == 'theme = "ember"\n[keys]\nquit = "Q"\n'


def test_a_broken_settings_file_is_not_written_over(home: Path) -> None:
    file = home / "config/settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('theme = "light\n')
    with pytest.raises(SettingsError, match=r"settings\.toml:1: is not valid TOML"):
        user_settings.keep_theme("ember")
    assert file.read_text() == 'theme = "light\n'


KEYS = st.sampled_from(["theme", '"theme"', "'theme'"])
SAID = st.sampled_from(['"light"', "'light'", '"""a\nb"""', "'''x'''", '"a # b"', r'"\""'])
AROUND = st.lists(
    st.sampled_from(["", "# theme = 'no'", "[keys]", 'x = """\ntheme = "no"\n"""', "y = [\n1, # theme\n2]"]),
    unique=True,
    max_size=4,
)


@given(AROUND, KEYS, SAID, st.booleans(), AROUND)
def test_only_the_theme_changes_in_any_file(
    before: list[str], key: str, said: str, there: bool, after: list[str]
) -> None:
    before = [line for line in before if line != "[keys]"]
    after = [line for line in after if line not in before or line.startswith("#")]
    text = "\n".join([*before, *([f"{key} = {said} # here"] if there else []), *after, ""])
    table = parsed("f", text)
    changed = user_settings.with_theme(Document("f", text, (), table), "dusk")
    assert parsed("f", changed) == {**table, "theme": "dusk"}
    assert all(line in changed for line in (*before, *after))
    assert not there or "# here" in changed
