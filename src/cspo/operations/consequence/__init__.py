"""From an event to what it means: who is hit and when, what fails, which launches wait.

A study reads one sky, asks the science of `cspo.consequence`, and says in tables what came of it
(`results`). It is kept as records that carry the join of the marks of all that it rests on.
"""
