"""What is wrong with an expression, and where."""


class ExpressionError(ValueError):
    """A text that is no expression: `column` counts characters from 1, `message` is one line that can be shown."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column
        self.message = message
