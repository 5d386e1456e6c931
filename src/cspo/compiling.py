"""Compilation of kernels: kept on disk where there is a place for it, in memory elsewhere.

numba refuses to import a function whose machine code it can't keep, as in a
container with a read-only installation and no home. A kernel then is compiled
anew by each process: slower to start, and right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, overload

from numba import njit

__all__ = ["kernel"]

Function = TypeVar("Function", bound=Callable[..., Any])


@overload
def kernel(function: Function, /) -> Function: ...
@overload
def kernel(**options: Any) -> Callable[[Function], Function]: ...
def kernel(function: Any = None, /, **options: Any) -> Any:
    """Compile a kernel that releases the GIL; *options* are those of `numba.njit`.

    Examples
    --------
    >>> @kernel
    ... def twice(x):
    ...     return 2 * x
    >>> twice(4)
    8
    """
    if function is None:
        return lambda decorated: kernel(decorated, **options)
    options = {"nogil": True, **options}
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # numba: no locator available for file
        return njit(**options)(function)
