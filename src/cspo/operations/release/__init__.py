"""Release: to whom a product goes, in which form, and who said so.

A nation writes down to whom it gives what (`policy`), in numbered rules that a
lawyer can read and with cases that show what they mean. `rules` decides by them,
for every party, also for those who get nothing, and says by which rule and why.
`releasing` carries the decision out: at once into the feeds, into the review
queue with a deadline, or withheld with its reason in the log. `profiles` makes
the coarser form of a record that goes to those who may not have the whole;
`safety` is what one person may send when it can't wait.

`review`, `withdrawal` and `membership` are for what comes after: what people
decide, a record taken back, a party that joins or leaves.
"""
