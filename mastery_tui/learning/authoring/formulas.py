"""Formulas in Markdown: every dollar has its partner, and what stands between them can be set."""

import re
from collections.abc import Iterator

from mastery_tui.config.nearest import nearest

_KNOWN = """
Alpha Beta Big Bigg Delta Gamma Im Lambda Leftarrow Leftrightarrow Omega Phi Pi Psi Re Rightarrow Sigma Theta Xi
alpha approx arg argmax argmin ast bar begin beta big bigg biggl biggr bigl bigr binom boldsymbol bot cap cdot cdots
chi circ colon cos cosh cup dagger ddots delta det dfrac dim displaystyle div dot dots ell emptyset end epsilon equiv
eta exists exp forall frac gamma ge geq gets gg hat hline iff implies in inf infty int iota kappa lVert lambda land
langle lceil ldots le left leftarrow leq lfloor lim limits ln lnot log lor lvert mapsto mathbb mathbf mathcal mathit
mathop mathrm mathsf mathtt max mid min mod mp mu nabla ne neg neq nolimits not notin nu odot omega operatorname oplus
otimes overbrace overline overrightarrow partial perp phi pi pm prec prime prod propto psi qquad quad rVert rangle
rceil rfloor rho right rightarrow rvert setminus sigma sim simeq sin sinh sqrt star stackrel subset subseteq succ sum
sup supset tag tan tanh tau text textbf textit textstyle tfrac theta tilde times to top underbrace underline varepsilon
varphi vdots vec vee wedge widehat widetilde xi zeta
"""
KNOWN = frozenset(_KNOWN.split())
"""Commands that every renderer of formulas knows."""

_DOLLAR = re.compile(r"\\.|\$\$|\$|\n[ \t]*\n", re.DOTALL)
_PART = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\.|(?P<brace>[{}])", re.DOTALL)
_NAME = re.compile(r"\s*\{([^{}]*)\}")


def mistakes(text: str) -> Iterator[tuple[int, str]]:
    """Offset and what is wrong, for each mistake. Code must be blanked out before."""
    opened, start = "", 0
    for match in _DOLLAR.finditer(text):
        sign = match.group()
        if sign.startswith("\\"):
            continue
        if sign.startswith("\n"):
            if opened:
                yield start, f"{opened} is not closed in this paragraph; a dollar that is meant as one is \\$"
                opened = ""
        elif not opened:
            opened, start = sign, match.start()
        elif sign == opened:
            yield from _in_formula(text[start + len(sign) : match.start()], start + len(sign))
            opened = ""
        else:
            yield start, f"{opened} is closed by {sign}"
            opened = ""
    if opened:
        yield start, f"{opened} is not closed; a dollar that is meant as one is \\$"


def _in_formula(formula: str, start: int) -> Iterator[tuple[int, str]]:
    if not formula.strip():
        yield start, "an empty formula"
    braces: list[int] = []
    pairs: list[tuple[str, int]] = []
    for match in _PART.finditer(formula):
        at, command = start + match.start(), match.group("command")
        match match.group("brace"):
            case "{":
                braces.append(at)
            case "}" if braces:
                braces.pop()
            case "}":
                yield at, "a } without its {"
        if command is None:
            continue
        if command not in KNOWN:
            close = nearest(command, KNOWN)
            yield at, f"\\{command} is no command that is known" + (f"; did you mean \\{close}?" if close else "")
        name = _NAME.match(formula, match.end()) if command in ("begin", "end") else None
        if command in ("left", "begin"):
            pairs.append((f"{command} {name.group(1) if name else ''}", at))
        elif command in ("right", "end"):
            wanted = "left " if command == "right" else f"begin {name.group(1) if name else ''}"
            if not pairs or pairs.pop()[0] != wanted:
                yield at, f"a \\{command} without its \\{wanted.split()[0]}"
    yield from ((at, "a { without its }") for at in braces)
    yield from ((at, f"a \\{kind.split()[0]} without its partner") for kind, at in pairs)
