"""The box: ten nations' nodes in one process, for whoever wants to see all of it at once.

`found_box` makes on the first start what ten nations would make on their own:
keys and anchors, each compared with each, directories, release policies from a
template, people, and one folder a nation. `Box` then runs ten `cspo.node.runtime.Node`,
stepped in turn by one thread, linked in process. Between two nations nothing
passes but what their exchange carries: signed records that a policy released.

Where a catalogue comes from that ten nations would have made, a readable table
says which nation keeps which object: `split`. `replay` lets real histories come
in at their own time plus a lag. The box has a clock of its own, which may run
fast, and stands still while the box does not run. Everything in it is SIMULATED.
"""

from __future__ import annotations

from cspo.box.box import Box
from cspo.box.clock import BoxClock
from cspo.box.folder import BoxFolder
from cspo.box.founding import found_box

__all__ = ["Box", "BoxClock", "BoxFolder", "found_box"]
