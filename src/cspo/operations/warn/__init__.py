"""Warn: from conjunctions to warnings, few, numbered, in the order of what can still be done.

A conjunction is a `Report` of one source. Reports of one event stand side by
side in a `Matter` (`book`), with the warnings that anybody has made of it. A
nation's policy (`policy`, `policy_file`) grades the reports (`grading`); what a
grade may ask for is bounded by the ground that the report rests on (`reports`).
`deadlines` says until when an action is of use and how that is reckoned,
`material` what makes an update, `considering` makes the records, through
`cspo.operations.derive` and `cspo.operations.release`. A duty officer shelves and
acknowledges (`shelving`); both are records, too, so that the book is what the
store says, whoever reads it and whenever.
"""
