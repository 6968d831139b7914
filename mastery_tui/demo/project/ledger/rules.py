"""Which category an entry belongs to."""

from ledger.statement import Entry

WORDS = {
    "rent": "home",
    "power": "home",
    "supermarket": "food",
    "bakery": "food",
    "transit": "travel",
    "bookshop": "leisure",
    "salary": "income",
}


def category(entry: Entry) -> str:
    """The category of the first word that is known; "other" for none."""
    for word in entry.text.lower().split():
        if word in WORDS:
            return WORDS[word]
    return "other"
