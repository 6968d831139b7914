"""The judge inside the learner's own Python: the standard library, pytest and NumPy only, Python 3.9 or newer.

`start.py` has the long-lived process. For each job it forks, one ahead (`spare.py`), the judge (`judge.py`), which has
the learner's code run in yet another process (`keeper.py`, `serve.py`), started before it loads anything of the
validator, and talks to it over a wire of plain data (`frames.py`, `codec.py`). The validator
sees stand-ins (`remote.py`) in place of the learner's modules.
"""
