"""Space-Track's interface: its clients work against a node unchanged.

``/ajaxauth/login`` signs in with a token for a password, and ``/basicspacedata``
answers queries of gp, gp_history, cdm_public and satcat, with Space-Track's
predicates, formats and ``modeldef``. `tables` puts the rows together from what the
caller may see, `answers` writes them, `routes` are the paths.
"""

from __future__ import annotations

from typing import Any, Final

from cspo.node.http.spacetrack import routes

__all__ = ["HANDLERS"]

HANDLERS: Final[tuple[Any, ...]] = routes.handlers
"""Routes of Space-Track."""
