"""The working tree: files, watch, git, the project's Python, child processes."""
