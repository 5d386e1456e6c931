"""The running node: what is done when, in one thread, and what others may see of it.

`Node` puts a nation's folder, its exchange, its picture of the sky, its
screening, its warnings and its watch together and runs them by `Node.step`: pull
from partners, read what came into the picture, screen what changed, warn,
release, look at deadlines, sign a checkpoint when it is due. One thread steps
(`StepLoop`, of one node or of ten); all others read views that a step replaces
whole, or the store, and write through small operations in a unit of work of
their own and then `wake` the node.

The store is the truth: whatever a step holds in memory is rebuilt from it at a
start. So a node may be killed at any instant. `timetable` says when what is due,
`config` what the node is told in its ``node.toml``, `status`, `metrics` and
`logs` what it tells of itself: counts, times and ids, never what a record says.
"""

from __future__ import annotations

from cspo.node.runtime.config import NodeConfig, read_config
from cspo.node.runtime.loop import StepLoop
from cspo.node.runtime.node import Node, StepReport
from cspo.node.runtime.status import NodeStatus
from cspo.node.runtime.surroundings import Surroundings

__all__ = [
    "Node", "NodeConfig", "NodeStatus", "StepLoop", "StepReport", "Surroundings", "read_config",
]  # fmt: skip
