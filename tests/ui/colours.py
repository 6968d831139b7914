"""The built-in themes, as tests need them."""

from mastery_tui.config import content, theme_file

NAMES = tuple(sorted(file.stem for file in content.built_in("themes").glob("*.toml")))
THEMES = {name: theme_file.read(content.built_in("themes") / f"{name}.toml") for name in NAMES}
DARK = THEMES["dark"]
