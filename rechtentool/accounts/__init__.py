"""Who uses the tool: sign-in, accounts, roles, municipalities."""
