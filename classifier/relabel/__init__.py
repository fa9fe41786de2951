"""Move a coded archive to a new version of its codebook: plan, decide, apply, undo, trend."""
