"""What debris, or worse, would do to orbits, to services and to access to space.

Fragmentation, clouds, decay, the long-term environment, launch access, services and the radiation
belts: numbers in, numbers with their bands out. Nothing here aims, and nothing asks how an event
is brought about.
"""
