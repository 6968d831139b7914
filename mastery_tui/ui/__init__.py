"""The terminal front end: the only place that imports textual."""
