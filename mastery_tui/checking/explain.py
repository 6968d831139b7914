"""What is known of a rule: what its check says, else what can be said without it."""

from mastery_tui.checking.fingerprint import BROKEN
from mastery_tui.checking.interface import Check
from mastery_tui.model.state import Explanation

_BROKEN = """\
## What is wrong
The check itself crashed, hung or ran out of memory on this file. It says nothing about the file.

## Why it matters
Nothing is proven for this file: it may hold anything that the check looks for.

## How to mend it
Run everything again; often it was a moment without memory. If it comes back, the message names the cause: a file that
is huge or nested very deeply can be left out with `files.exclude`; a fault of a check of your own is mended in its
file.
"""


def explanation(check: Check | None, name: str, rule: str, url: str) -> Explanation:
    """What `check` (None: there is no such check) says of its rule; where that is nothing, why, and the address."""
    if rule == BROKEN:
        return Explanation(name, rule, f"The {name} check broke on this file", _BROKEN, "mastery")
    why = "The check that found it is not there any more."
    if check is not None:
        why = f"The {name} check explains none of its rules."
    if check is not None and check.explain is not None:
        why = f"The {name} check knows no rule of this name."
        try:
            known = check.explain(rule)
        except Exception as error:  # a check may be anybody's: whatever goes wrong there is told
            known, why = None, f"The {name} check broke while it explained the rule: {type(error).__name__}: {error}"
        if known is not None and known.text.strip():
            return Explanation(name, rule, known.title, known.text, known.source)
    more = f"\n\nMore may be found at <{url}>." if url else "\n\nThe message of the finding is all there is."
    return Explanation(name, rule, rule, f"Nothing is known of this rule. {why}{more}")
