"""Operations: where science and trust meet, one file or folder an arrow of the watch's day.

`derive` is the only place where marked inputs are unwrapped: it joins their
marks, calls a function on their bodies and seals what comes out with the
joined mark, so that a product can't lose its marks by accident. `release`
decides to whom a product goes and puts it into the feeds.

`watch` is what a duty officer works with: a log, what is open, a handover, a brief.
`notices` are one-page texts for the coalition, in the words that `language` has.

`coordinate` is how two operators agree, from records alone; `contacts` whom to call,
`awaited` what nobody has acknowledged, `escalation` the ladder from the first contact to
a number on the screen, `outgoing` what leaves by webhook and mail. `coordination` keeps
all that for a node.

`ownership` knows whose objects are whose, `distrusted` which records lie in the
store and are believed no more, `kinds` which kinds of records there are.

`store` declares what all this needs of a store; the node implements it.
"""
