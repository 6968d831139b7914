"""The dashboard in a browser: a small web server for one person."""
