"""What the user decided: mastery.toml, trust, keys, and where content is found."""
