"""What the command line cannot do, told in one line."""

COULD_NOT_RUN = 2
INTERRUPTED = 130
BROKEN_PIPE = 141


class CliError(Exception):
    """The command cannot run; the text is one clear line. Ends with exit code 2."""
