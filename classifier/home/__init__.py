"""The page for the whole job on a project folder, and the jobs that it gives to the computer."""
