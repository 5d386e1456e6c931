"""Operations: where science and trust meet, one file an arrow of the watch's day.

So far it holds what the trust tower needs of it. A nation writes down to whom
it gives what (`release_policy`), in numbered rules that a lawyer can read and
with cases that show what they mean; `release_rules` decides by them, for every
party, also for those who get nothing, and says by which rule and why;
`release` carries the decision out: at once into the feeds, into the review
queue with a deadline, or withheld with its reason in the log. `profiles` makes
the coarser form of a record that goes to those who may not have the whole.
`withdrawal` and `membership` are for what comes after: a record taken back, a
party that joins or leaves.

`derive` is the only place where marked inputs are unwrapped: it joins their
marks, calls a function on their bodies and seals what comes out with the
joined mark, so that a product can't lose its marks by accident.

`store` declares what all this needs of a store; the node implements it.
"""
