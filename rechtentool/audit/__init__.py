"""The audit trail: what was done, by whom and when, so that nobody can change it unseen."""
