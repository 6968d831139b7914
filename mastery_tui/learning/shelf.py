"""All curricula that there are: built-in, the user's, a trusted project's, those of installed packages."""

from pathlib import Path

import msgspec

from mastery_tui.config import content
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import SettingsError
from mastery_tui.learning.curriculum import Curriculum, Module
from mastery_tui.learning.read import folders_of, read_curriculum


class Unknown(Exception):
    """No module has this name; one line that says which have."""


class Shelf(msgspec.Struct, frozen=True):
    """Curricula by id; `problems` are one line for each that cannot be read."""

    curricula: dict[str, Curriculum]
    problems: tuple[str, ...] = ()

    def module(self, name: str) -> Module:
        """The module called `ID` or `CURRICULUM/ID`. Raises Unknown."""
        curriculum, slash, id = name.rpartition("/")
        owners = [one for one in self.curricula.values() if id in one.modules and (not slash or one.id == curriculum)]
        if len(owners) == 1:
            return owners[0].modules[id]
        if owners:
            raise Unknown(f"{name}: say which: {', '.join(f'{one.id}/{id}' for one in owners)}")
        names = [id for one in self.curricula.values() for id in one.modules]
        names += [module.name for one in self.curricula.values() for module in one.modules.values()] if slash else []
        if self.problems and not any(one.id == curriculum for one in self.curricula.values()):
            raise Unknown(f"{name}: no such module among those that can be read; {self.problems[0]}")
        raise Unknown(f"{name}: no such module; {suggestion(name, names)}")


def shelf(root: Path | None, trusted: bool) -> Shelf:
    """Read them all. A later folder's curriculum takes the place of an earlier one's with the same id."""
    found: dict[str, Curriculum] = {}
    problems = list(content.problems("curricula"))
    for place in content.folders("curricula", root, trusted):
        for folder in folders_of(place.path):
            try:
                curriculum = read_curriculum(folder, place.origin)
            except SettingsError as error:
                problems.append(str(error))
            else:
                found[curriculum.id] = curriculum
    return Shelf(found, tuple(problems))
