"""Sources as people write them: the styles of every module, and the same with other line ends and signs."""

from pathlib import Path

STYLES = Path(__file__).with_name("styles")

CORPUS = {f"{path.parent.name}/{path.stem}": path.read_text() for path in sorted(STYLES.glob("*/*.py"))}

ODD = {
    "layout": '''\
"""Odd layout, all of it correct."""
import numpy as np; EPS = 1e-6
def f ( x , axis = -1 ) :   # öne
\tx = ( x - ( np . max ( x , axis = axis , keepdims = True ) ) )  # twö
\tif(x.size==0):return x
\ty = np.exp(
\t\tx,  # thrée
\t\tdtype = np.float64
\t) ; z = y * 1.0
\treturn(z/ (  # fóur
\t\tnp.sum( y , axis , keepdims = True )+EPS
\t))
''',
    "nested": """\
class Outer:
    class Inner:
        @staticmethod
        async def g(a, *, 数=3, b=(1, 2)):
            ä = [v * 数 for v in a if v > 0 and v < 10]; print("ä", ä[-1])
            async def h(q): return q[1:] + ä[:-1]
            match 数:
                case 3 if ä: return await h(ä)
                case _:
                    return sum(ä) / len(ä) if ä else 0.0
""",
    "conditions": """\
def f(x, y=None):
    best, at = float("-inf"), -1
    for i, v in enumerate(x):
        if v is None: continue
        elif (v
              >= best) and not v < 0:
            best, at = v, i
        else:
            pass
    try:
        return (best - x[at-1]) ** 2, -best
    except (IndexError, ZeroDivisionError) as error:  # nöthing there
        raise ValueError(f"{best + 1}: {error}") from None
    finally:
        if y is not None: y[at] += best % 3
""",
    "calls": """\
import math
def f(w, x, *rest, **more):
    total = 0
    lookup = dict(more); copied = list(rest); copied[0] = w [ 1 ] [ 2 ]
    while total < 10:
        total += 1
    x = x * 0.5
    x.sort(reverse=True)
    return math.sqrt(total + 1e-5) / (w.shape[0] - 1), min(copied, key=abs), lookup.get("é", 0), x[:], total or 1
""",
}


def written(text: str, how: str) -> str:
    """The same source as another editor would keep it."""
    if how == "windows":
        return "\ufeff" + text.replace("\n", "\r\n")
    if how == "signs":
        return "# ünï𐍈: " + "é" * 9 + "\n" + text.replace("# ", "# 𐍆é ")
    return text if how == "as it is" else text.rstrip("\n")


HOW = ("as it is", "windows", "signs", "no line end")
EVERYTHING = {**CORPUS, **ODD}
