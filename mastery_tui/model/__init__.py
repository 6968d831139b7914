"""Values: everything that flows through the house. Imports nothing of ours."""
