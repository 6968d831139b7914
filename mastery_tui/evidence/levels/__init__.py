"""How far a person has come in a domain: what is probably known, and the criteria of the five levels."""
