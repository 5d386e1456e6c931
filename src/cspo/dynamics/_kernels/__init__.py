"""SGP4 and SDP4 as loops that a compiler can put side by side.

Numbers in, numbers and status codes out. Every kernel works on one *block*: a
flat float64 array of rows of `layout.LANES` objects, so that each step of the
theory is one loop over lanes without branches or calls into libm, which LLVM
turns into AVX2 or AVX-512 instructions. `trig` has the sines that allow it.
"""
