"""Values for others: the headless document, the gate, SARIF, GitHub annotations."""
