"""The OpenAPI document: generated from the handlers, so that it can't say something else."""

from __future__ import annotations

from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme

import cspo

__all__ = ["document_config"]


def document_config() -> OpenAPIConfig:
    """How the document is made; it is served by a route of its own."""
    return OpenAPIConfig(
        title="cspo",
        version=cspo.__version__,
        description="One nation's node: its picture, its records, and who may see them.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "token": SecurityScheme(
                    type="http", scheme="bearer", description="An API token of a person."
                ),
                "session": SecurityScheme(
                    type="apiKey", name="cspo-NATION", security_scheme_in="cookie",
                    description="The session of somebody who has signed in.",
                ),
            }
        ),
        security=[{"token": []}, {"session": []}],
        render_plugins=(),
    )  # fmt: skip
