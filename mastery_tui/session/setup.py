"""What the session runs: trust, checks and settings, read together because each needs the one before."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import msgspec

from mastery_tui.checking import wire
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.interface import Check
from mastery_tui.checking.keys import key_of
from mastery_tui.checking.pool import encode_options
from mastery_tui.checking.sources import SOURCES
from mastery_tui.config import content, paths, settings_file, trust
from mastery_tui.config.preferred import Preferred, preferred
from mastery_tui.config.settings import Settings, SettingsError, defaults, of
from mastery_tui.config.settings_file import Document
from mastery_tui.model.state import CheckState
from mastery_tui.session.about import about_of
from mastery_tui.session.trust_runs import trust_runs
from mastery_tui.session.wanted import SessionError

_ORDER = {"batch": 0, "file": 1, "tree": 3}
_BACKGROUND = 2


class Setup(msgspec.Struct, frozen=True):
    """`checks` run, `known` are those that the State shows, `reads` the name patterns of what a tree
    is made of: what any check reads, and what results of other tools rest on.

    `document` is what the project's settings were read from, `preferred` what is in use beside the user's own.
    """

    trust: trust.Trust
    places: tuple[Path, ...]
    checks: dict[str, Check]
    known: tuple[CheckState, ...]
    disabled: frozenset[str]
    reads: frozenset[str]
    settings: Settings
    problems: tuple[str, ...]
    document: Document
    preferred: Preferred
    trust_runs: tuple[str, ...] = ()

    def options(self) -> dict[str, msgspec.Struct | None]:
        return {name: self.settings.checks[name].options for name in self.checks}

    def cache_keys(self, blobs: Mapping[str, str], root: Path) -> dict[str, str]:
        """The cache keys of the checks that have one, for a tree that holds these blobs."""
        options = self.options()
        checks = {name: check for name, check in self.checks.items() if check.shape != "tree"}
        return {name: key_of(check, options[name], blobs, root) for name, check in checks.items()}

    def for_workers(self, root: Path) -> wire.Setup:
        """The same for a worker."""
        return wire.Setup(
            root=str(root),
            places=tuple(map(str, self.places)),
            options=encode_options(self.options()),
            max_bytes=self.settings.files.max_kib * 1024,
            memory_bytes=self.settings.pool.memory_mib << 20,
        )

    def with_user(self) -> "Setup":
        """The same beside the user's own settings as they are now. Blocks."""
        types = {name: type(found.options) if found.options else None for name, found in self.settings.checks.items()}
        chosen = preferred(self.settings, self.document, types, self.preferred)
        others = (line for line in self.problems if line not in self.preferred.problems)
        return msgspec.structs.replace(self, preferred=chosen, problems=(*others, *chosen.problems))

    def replaced(self, root: Path) -> bool:
        """Whether trust is not what it was: it is given in another terminal as well, and the project's own checks may
        be no longer those that were trusted. Nobody watches either folder."""
        own = paths.project_dir(root)
        asked = not self.trust.trusted or any(place.is_relative_to(own) for place in self.places)
        return asked and trust.status(root) != self.trust

    @property
    def workers(self) -> int:
        """How many workers at most."""
        return self.settings.pool.workers or min(os.cpu_count() or 1, 4)


def read_setup(root: Path, only: Sequence[str], before: Setup | None) -> Setup:
    """Read it anew. While the settings file is broken, those of `before` hold (or the defaults).

    Raises SessionError when `only` names a check that does not exist.
    """
    trusted = trust.status(root)
    origins = {place.path: place.origin for place in content.folders("checks", root, trusted.trusted)}
    places = tuple(origins)
    found = discover(places)
    ordered = sorted(found.checks.values(), key=_place)
    checks = {check.name: check for check in ordered}
    types = {name: check.options for name, check in checks.items()}
    problems = list(found.problems)
    try:
        document = settings_file.read(root)
        settings = of(document, types)
        problems += settings.problems
        problems += _wrong(document, settings)
    except SettingsError as error:
        which = "default" if before is None else "former"
        problems.append(f"{error} (the {which} settings hold until it is mended)")
        settings = _kept(before, types)
        document = before.document if before else Document()
    chosen = preferred(settings, document, types, before.preferred if before else None)
    problems += chosen.problems
    for name in only:
        if name not in checks:
            near = get_close_matches(name, checks, 1)
            if not near and not trusted.trusted and (root / ".mastery" / "checks").is_dir():
                raise SessionError(
                    f"--check {name}: no such check; the checks of this folder need trust: {trusted.hint}"
                )
            hint = f"did you mean {near[0]}?" if near else "there are: " + ", ".join(checks)
            raise SessionError(f"--check {name}: no such check; {hint}")
    disabled = frozenset(name for name in checks if not settings.checks[name].enabled and name not in only)
    wanted = {name: check for name, check in checks.items() if not only or name in only}
    return Setup(
        trust=trusted,
        places=places,
        checks={name: check for name, check in wanted.items() if name not in disabled},
        known=tuple(
            _state(check, settings, disabled, origins.get(found.folders[name], "")) for name, check in wanted.items()
        ),
        disabled=disabled,
        reads=SOURCES.union(pattern for check in ordered for pattern in (*check.files, *check.inputs)),
        settings=settings,
        problems=tuple(problems),
        document=document,
        preferred=chosen,
        trust_runs=trust_runs(root, (check for name, check in wanted.items() if name not in disabled)),
    )


def _place(check: Check) -> int:
    return _BACKGROUND if check.background else _ORDER[check.shape]


def _wrong(document: Document, settings: Settings) -> list[str]:
    """A line for each expression that is none; its objective says so as well, and all else holds."""
    if not (settings.goals.projects or settings.goals.levels or settings.gate.require):
        return []
    from mastery_tui.evidence.objectives.wrong import wrong_expressions  # who wants nothing waits for nothing

    found = wrong_expressions(settings.goals, settings.gate.require)
    return [str(document.error(key, str(error))) for key, error in found]


def _state(check: Check, settings: Settings, disabled: frozenset[str], origin: str) -> CheckState:
    state = CheckState(check.name, check.title, about=about_of(check, settings.checks[check.name].options, origin))
    if check.name in disabled:
        why = f"disabled in {settings.file or 'the settings'}"
        return msgspec.structs.replace(state, status="skipped", reason=why)
    return state


def _kept(before: Setup | None, types: Mapping[str, type[msgspec.Struct] | None]) -> Settings:
    fresh = defaults(types)
    if before is None:
        return fresh
    return msgspec.structs.replace(before.settings, checks={**fresh.checks, **before.settings.checks})
