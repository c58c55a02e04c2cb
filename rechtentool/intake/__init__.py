"""The work of the intake desk: persons, cases, and the assessments made of them."""
