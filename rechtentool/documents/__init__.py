"""Papers: what a person hands in, or takes along."""
