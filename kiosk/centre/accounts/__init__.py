"""Who may sign in at the console, who is signed in, and what they looked at."""
