"""What the rules of the upkeep check mean."""

from mastery_tui.checking.interface import Rule

_TEXT = """\
## What is wrong
The file holds {what}. {opens}

## Why it matters
Whoever can read the tree, any copy of it or any commit of its past can use it. Deleting the line does not help once it
was committed: history keeps it, and programs search public repositories for exactly this form within minutes.

## How to mend it
- Withdraw it where it was issued and have a new one made: {revoke}.
- Read the new one from the environment or from a store of secrets, and keep the file that holds it out of git.
- Is it none, or one that is only valid in a test? End the line with `# pragma: allowlist secret`.
"""


def _rule(title: str, what: str, opens: str, revoke: str) -> Rule:
    return Rule(title, _TEXT.format(what=what, opens=opens, revoke=revoke), "mastery-tui")


RULES = {
    "S-KEY": _rule(
        "Private key",
        "a private key",
        "Whoever has it can sign, decrypt or log in as its owner.",
        "make a new pair, and remove the old public key wherever it was accepted",
    ),
    "S-AWS": _rule(
        "AWS key",
        "an access key of Amazon Web Services",
        "Id and secret together act as the user that they belong to, and spend that user's money.",
        "IAM, Users, Security credentials: deactivate, then delete",
    ),
    "S-GITHUB": _rule(
        "GitHub token",
        "a token of GitHub",
        "It reads, and mostly writes, what its owner can.",
        "Settings, Developer settings, Personal access tokens: delete",
    ),
    "S-GITLAB": _rule(
        "GitLab token",
        "a token of GitLab",
        "It reads, and mostly writes, what its owner can.",
        "Preferences, Access tokens: revoke",
    ),
    "S-SLACK": _rule(
        "Slack token or webhook",
        "a token or a webhook address of Slack",
        "It reads or writes messages of a workspace.",
        "the app's page, OAuth & Permissions or Incoming Webhooks: revoke",
    ),
    "S-GOOGLE": _rule(
        "Google key",
        "a key of Google",
        "It calls interfaces on its project's bill.",
        "Cloud Console, APIs & Services, Credentials: regenerate or delete",
    ),
    "S-STRIPE": _rule(
        "Stripe live key",
        "a live key of Stripe",
        "It moves real money; keys for tests (`sk_test_`) are not reported.",
        "Dashboard, Developers, API keys: roll the key",
    ),
    "S-OPENAI": _rule(
        "OpenAI key",
        "a key of OpenAI",
        "It calls models on its project's bill.",
        "the platform's page of API keys: revoke",
    ),
    "S-PYPI": _rule(
        "PyPI token",
        "a token of PyPI",
        "It uploads releases that others install.",
        "Account settings, API tokens: remove",
    ),
}
