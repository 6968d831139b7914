"""How the built-in checks ask their tools: one parse, one tokenise pass, the tools' own numbers."""
