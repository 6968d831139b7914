"""What a learner is told of a bug that was searched: symptom and hint before it is found, the mistake after."""

from typing import NamedTuple


class Words(NamedTuple):
    title: str
    symptom: str
    hint: str
    misconception: str


KINDS = {
    "compare": Words(
        "A comparison the wrong way round",
        "Some inputs get a result that belongs to other inputs.",
        "Something is decided by comparing two values. Is every comparison the one that you mean?",
        "A comparison was turned round: which of two values is larger decides everything that follows.",
    ),
    "boundary": Words(
        "A boundary that is off",
        "It is right for most inputs, and wrong for a few at the edge.",
        "Look at comparisons: what should happen when both sides are equal?",
        "Whether a boundary belongs to a range is part of its meaning.",
    ),
    "operator": Words(
        "Another operator",
        "The numbers that come out are not those of the formula.",
        "Set the code beside the formula, operator by operator.",
        "One arithmetic operator was another one; the shapes fit, the numbers do not.",
    ),
    "order": Words(
        "Two things in each other's place",
        "Some results are wrong, although everything that should be there is there.",
        "Nothing is missing. Is everything in its place?",
        "Two operands stood in each other's place, and this operation is not symmetric.",
    ),
    "grouping": Words(
        "Parentheses that are missing",
        "The numbers that come out are close to the formula and not it.",
        "Which operation comes first? Read it as Python does.",
        "Without parentheses the operations bind in another order.",
    ),
    "step": Words(
        "A step that is left out",
        "Some results are wrong, and some of them by a lot.",
        "Write down the steps of the method, and tick off each in the code.",
        "One step of the computation was missing; what follows takes its result for granted.",
    ),
    "accumulate": Words(
        "A sum that forgets",
        "It is right for very small inputs, and wrong for larger ones.",
        "Follow a value that grows over several rounds.",
        "A value that has to add up was set anew instead.",
    ),
    "sign": Words(
        "A sign",
        "Some results have the wrong sign, or the wrong order.",
        "Think of what is positive and what is negative on the way.",
        "A minus was lost or added; everything after it is turned round.",
    ),
    "condition": Words(
        "A condition",
        "Some inputs are treated as if they were of another kind.",
        "For which inputs does each condition hold?",
        "A condition held for other inputs than it should.",
    ),
    "branch": Words(
        "A case that is missing",
        "Most inputs are fine; a special kind of input is not.",
        "List the special cases, and look for each in the code.",
        "One case was not treated as it needs to be.",
    ),
    "axis": Words(
        "An axis",
        "Some results are wrong for certain shapes.",
        "Say for every operation on an array along which axis it goes, and which shape comes out.",
        "An operation went along another axis, or its result lost one: broadcasting hides that for some shapes.",
    ),
    "shape": Words(
        "A shape",
        "Some results are wrong for certain shapes.",
        "Write the shape of every intermediate value beside it.",
        "A size was taken from another axis, or a shape was not what the next line needs.",
    ),
    "transpose": Words(
        "A transpose",
        "Some results are wrong for certain shapes.",
        "Which axes are rows and which are columns, at every step?",
        "Axes were in another order than the formula has them.",
    ),
    "einsum": Words(
        "The letters of an einsum",
        "Some results are wrong for certain shapes.",
        "Write the formula with indexes, and compare it letter by letter.",
        "The letters say which indexes are summed and in which order the others come out; one was in the wrong place.",
    ),
    "indexes": Words(
        "Indexes in the wrong order",
        "Values come out that belong somewhere else.",
        "Which index counts what?",
        "Two indexes stood in each other's place.",
    ),
    "dtype": Words(
        "A type of numbers",
        "The results are nearly right: too coarse, or of the wrong type.",
        "Which type do the numbers have at every step, and which should come out?",
        "The numbers were of another type than the method needs, and lost precision or range.",
    ),
    "count": Words(
        "Off by one",
        "Some results are wrong as if something were counted wrongly.",
        "Count: where does every range begin and end, and how many are there?",
        "A count, an index or the end of a range was beside the right one.",
    ),
    "constant": Words(
        "A constant",
        "Some results are off, more for some inputs than for others.",
        "Look at every number that is written in the code. Where does it come from?",
        "A constant had another value than the method needs.",
    ),
    "epsilon": Words(
        "What is inside and what is outside",
        "The results are close, and wrong for small numbers.",
        "What exactly does each function get as its argument?",
        "A term stood outside of a function that it belongs into.",
    ),
    "function": Words(
        "Another function",
        "The results look plausible, and most of them are wrong.",
        "Say of every function that is called what it gives, and whether that is what you need.",
        "A function with a similar name or shape was called instead of the right one.",
    ),
    "arguments": Words(
        "Arguments the wrong way round",
        "Some results are wrong, although everything that should be there is there.",
        "For every call: in which order does the function take its arguments?",
        "Two arguments stood in each other's place.",
    ),
    "argument": Words(
        "An argument that is missing",
        "Some results are wrong for certain inputs.",
        "Do all calls get everything that they need? What do they do without it?",
        "An optional argument was missing, and the default is not what is needed here.",
    ),
    "name": Words(
        "A value from before a step",
        "Some results are wrong, as if a part of the work had no effect.",
        "Follow each intermediate value from where it is made to where it is used.",
        "A line used a value from before a step, so the step had no effect there.",
    ),
    "variable": Words(
        "Another variable of a similar name",
        "Some results are wrong for certain shapes.",
        "Read every name twice: is it the one that you mean?",
        "Two names are easy to mix up, and one stood where the other belongs.",
    ),
    "copy": Words(
        "A copy that is none",
        "The results can be right, and something else goes wrong, at the latest the second time.",
        "Who else can see the data that you change?",
        "Without a copy two names mean the same data, and changing one changes the other.",
    ),
}
