"""Ways to a partner: a `cspo.federation.PeerLink` each, and one receiver behind them all.

`in_process` asks by a call, `bundle_link` asks a file that the other party has
written in advance, and `faulty` stands in front of another link and spoils it,
for tests and exercises. What comes is examined and put under the chain by the
same code on every way, so no way can let in what another would refuse.

A bundle (`manifest`, `bundle_writing`, `bundle_file`, `bundle`) is what its
recipient would have been told on a live link, in one signed file; receipts go
back in bundles of the other direction. Through a diode (`diode`) nothing goes
back: bundles repeat themselves, and the far side says what is missing.
"""
