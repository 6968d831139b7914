"""What the rules of the complexity check mean."""

from mastery_tui.checking.interface import Rule

_CC = """\
## What is wrong
Too many ways lead through this function, method or class. Cyclomatic complexity is one more than the number of places
where the path forks: `if`, `elif`, `for`, `while`, `except`, `with`-less `assert`, each `and`/`or`, each `if` and `for`
of a comprehension. For a class it is the mean of its methods, plus one.

## Why it matters
Each path needs a test of its own, and whoever changes the code has to keep all of them in mind. Ranks: A up to 5, B up
to 10, C up to 20, D up to 30, E up to 40, F above.

## How to mend it
- Give a step that has a name of its own a function of its own.
- Return early: check what cannot go on first, then the rest needs no `else`.
- Replace a chain of `if x == …` by a dict from value to function, or by `match`.
- Split one function that does two things by a flag into two.

The limit is `max_complexity` in `[checks.complexity]` of `mastery.toml` (10 unless set).
"""
_COG = """\
## What is wrong
This function is hard to read from top to bottom. Cognitive complexity counts one for each break in the flow (`if`,
`else`, loops, `except`, a change between `and` and `or`, recursion), and one more for each level that it is nested in.

## Why it matters
Nesting costs a reader more than length: inside three levels one has to remember three conditions to understand a line.

## How to mend it
- Turn conditions around and leave early (`return`, `continue`), so that the main path is not indented.
- Move the body of an inner loop or branch into a function with a name.
- Give a long condition a name: `is_due = …`.

The limit is `max_cognitive` in `[checks.complexity]` of `mastery.toml` (15 unless set).
"""
_MI = """\
## What is wrong
The file as a whole is hard to maintain. The maintainability index, 0 to 100, falls with its volume (how many operators
and operands), its cyclomatic complexity and its number of logical lines, and rises a little with comments. Where the
lines cannot be counted, the index is unknown, and the message says why.

## Why it matters
A file with a low index takes long to find one's way in, and changes in it go wrong more often. Ranks: A above 19, B
above 9, C below.

## How to mend it
- Split the file by what its parts are about; that helps most, since length counts most.
- Mend the functions that are marked CC or COG.
- Tables of data belong in a data file.

The limit is `min_maintainability` in `[checks.complexity]` of `mastery.toml` (10 unless set).
"""

RULES = {
    "CC": Rule("Too complex", _CC, "T. J. McCabe, A Complexity Measure (1976), as radon counts it"),
    "COG": Rule("Hard to follow", _COG, "G. A. Campbell, Cognitive Complexity (SonarSource, 2018)"),
    "MI": Rule("Hard to maintain", _MI, "P. Oman and J. Hagemeister (1992), as radon computes it"),
}
