"""The names under which a learner's file has NumPy and math: patterns are written with the usual ones."""

import ast
import re
from collections.abc import Callable, Iterator

_USUAL = {"np": "numpy", "math": "math", "torch": "torch", "F": "torch.nn.functional", "functools": "functools"}
_DOTTED = re.compile(r"(?<![\w.$])(np|math|torch|F|functools)((?:\.[A-Za-z_]\w*)+)(?![\w])")


class Imports:
    """What the import statements of a file name, anywhere in it."""

    def __init__(self, tree: ast.Module) -> None:
        self.modules: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.modules.setdefault(alias.name, set()).add(alias.asname or alias.name)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.names.setdefault(f"{node.module}.{alias.name}", set()).add(alias.asname or alias.name)

    def spellings(self, usual: str, rest: str) -> list[str]:
        """How the file says `np.exp`: as it stands, under another name of the module, or imported by itself."""
        module = _USUAL[usual]
        by_module = [f"{name}{rest}" for name in sorted(self.modules.get(module, ()))]
        return by_module + sorted(self.names.get(f"{module}{rest}", ()))


def spelled(pattern: object, imports: Imports) -> Iterator[object]:
    """A pattern (text, or a rule as tables) in every spelling that the file's imports allow, the usual one included."""
    found = sorted(set(_DOTTED.findall(_text(pattern))))
    choices = {(usual, rest): imports.spellings(usual, rest) or [usual + rest] for usual, rest in found}
    most = max((len(forms) for forms in choices.values()), default=1)
    for at in range(most):

        def one(match: re.Match[str], at: int = at) -> str:
            forms = choices[match.group(1), match.group(2)]
            return forms[min(at, len(forms) - 1)]

        yield _mapped(pattern, one)


def _text(pattern: object) -> str:
    if isinstance(pattern, dict):
        return " ".join(map(_text, pattern.values()))
    if isinstance(pattern, (list, tuple)):
        return " ".join(map(_text, pattern))
    return pattern if isinstance(pattern, str) else ""


def _mapped(pattern: object, one: Callable[[re.Match[str]], str]) -> object:
    if isinstance(pattern, dict):
        return {key: _mapped(value, one) for key, value in pattern.items()}
    if isinstance(pattern, (list, tuple)):
        return [_mapped(value, one) for value in pattern]
    return _DOTTED.sub(one, pattern) if isinstance(pattern, str) else pattern
