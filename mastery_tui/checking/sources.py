"""What belongs to a tree though no check here reads it: what tests, builds and other tools' results rest on."""

SOURCES = frozenset(
    (
        *("*.c", "*.cc", "*.cpp", "*.cxx", "*.h", "*.hpp", "*.pyx", "*.pxd", "*.pxi", "*.f90", "*.cu", "*.asm", "*.s"),
        *("*.js", "*.jsx", "*.mjs", "*.cjs", "*.ts", "*.tsx", "*.mts", "*.cts", "*.vue", "*.svelte", "*.css", "*.scss"),
        *("*.rs", "*.go", "*.java", "*.kt", "*.kts", "*.scala", "*.groovy", "*.gradle", "*.swift", "*.m", "*.mm"),
        *("*.cs", "*.fs", "*.vb", "*.rb", "*.php", "*.pl", "*.pm", "*.lua", "*.r", "*.R", "*.jl", "*.ex", "*.exs"),
        *("*.erl", "*.hs", "*.ml", "*.clj", "*.dart", "*.zig", "*.nim", "*.bash", "*.zsh", "*.ps1", "*.bat"),
        *("*.rst", "*.adoc", "*.tex", "*.proto", "*.graphql", "*.xsd", "*.xsl", "*.tf", "*.cmake", "*.mk", "*.in"),
        *("*.tmpl", "*.tpl", "*.mako", "*.htm", "*.pyw", "*.po", "*.lock", "*.mod", "*.sum", "*.properties"),
        *("Makefile", "GNUmakefile", "makefile", "justfile", "Justfile", "Dockerfile", "Containerfile", "Rakefile"),
        *("Gemfile", "Jenkinsfile", "Procfile", ".python-version", ".coveragerc", ".flake8", ".pylintrc", ".bandit"),
    )
)
"""Name patterns. A change of such a file is another tree, so evidence of the one before is stale."""
