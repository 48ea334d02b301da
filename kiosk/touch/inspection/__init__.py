"""检查: what an auditor is shown, on one page, and the sheet to take along."""
