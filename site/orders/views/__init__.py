"""Pages of buying; each module one step of it."""
