"""Learning: curricula, modules and their stages (build, justify, harden), and what a learner has shown in them."""
