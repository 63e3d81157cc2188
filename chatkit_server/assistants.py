"""Which assistant to serve: a built-in one by its name, or anybody's as ``MODULE:OBJECT``."""

from __future__ import annotations

import difflib
import inspect
import sys
import sysconfig
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeAlias

from agents import Agent
from starlette.applications import Starlette

from chatkit_server.app import create_app
from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.models import configured_model
from chatkit_server.settings import Settings

DEFAULT: Final = "tasks"
BUILT_IN: Final = (DEFAULT, "showcase")

AppFactory: TypeAlias = Callable[[Settings], Starlette]

_ALLOWED: Final = (
    "an agents.Agent, a chatkit_server.Assistant, or a function without arguments that returns one"
)


class CannotLoad(Exception):
    """What was named cannot be served; the message says why and where."""


def load(target: str) -> AppFactory:
    """Find what makes the application of an assistant.

    Args:
        target: One of `BUILT_IN`, or ``MODULE:OBJECT``, where the object is an `agents.Agent`, an
            `Assistant`, or a function that makes one of them. The module is looked for in the
            working directory first.

    Raises:
        CannotLoad: There is no such thing, or its code raises.
    """
    if target == DEFAULT:
        return create_app
    if target == "showcase":
        from chatkit_server.showcase import create_showcase

        return create_showcase
    module_name, separator, path = target.partition(":")
    if not (module_name and separator and path):
        raise CannotLoad(
            f'"{target}" is no assistant: say {" or ".join(BUILT_IN)}, or MODULE:OBJECT'
        )
    made = _made(_find(module_name, path), target)
    return lambda settings: create_app(settings, assistant=_assistant(made, settings))


def _find(module_name: str, path: str) -> Any:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        found: Any = import_module(module_name)
    except ModuleNotFoundError as error:
        # The module itself or its package; any other is missing inside of it.
        if error.name and f"{module_name}.".startswith(f"{error.name}."):
            raise CannotLoad(
                f'there is no module "{error.name}", in {folder} or installed'
            ) from error
        raise CannotLoad(_raised(module_name, error)) from error
    except (Exception, SystemExit) as error:
        raise CannotLoad(_raised(module_name, error)) from error
    for name in path.split("."):
        if not hasattr(found, name):
            near = difflib.get_close_matches(
                name, vars(found) if hasattr(found, "__dict__") else ()
            )
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise CannotLoad(f'{module_name} has no "{path}"{hint}')
        found = getattr(found, name)
    return found


def _made(found: Any, target: str) -> Agent[Any] | Assistant:
    """The object itself, or what it makes."""
    if isinstance(found, Agent | Assistant):
        return found
    if not callable(found) or isinstance(found, type):
        raise CannotLoad(f"{target} is {_a(found)}; it must be {_ALLOWED}")
    try:
        inspect.signature(found).bind()
    except TypeError as error:
        raise CannotLoad(f"{target} cannot be called without arguments: {error}") from error
    try:
        made = found()
    except Exception as error:  # somebody else's code, and the command line says where
        raise CannotLoad(_raised(target, error)) from error
    if inspect.iscoroutine(made):
        made.close()
        raise CannotLoad(f"{target} is an async function; it must be {_ALLOWED}")
    if not isinstance(made, Agent | Assistant):
        raise CannotLoad(f"{target} returned {_a(made)}; it must be {_ALLOWED}")
    return made


def _assistant(made: Agent[Any] | Assistant, settings: Settings) -> Assistant:
    if isinstance(made, Assistant):
        return made
    # An agent that does not say which model it wants gets the one of the settings.
    agent = made if made.model is not None else made.clone(model=configured_model(settings).model)
    return Assistant(agent=lambda _: agent)


def _raised(what: str, error: BaseException) -> str:
    """One message about an exception in somebody's code, with the place in it."""
    said = " ".join(str(error).split())
    name = type(error).__name__
    return f"{what} cannot be loaded: {name}{f': {said}' if said else ''}\n  at {_place(error)}"


def _place(error: BaseException) -> str:
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return f"{error.filename}, line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_library(frame.filename)]
    frame = (own or frames)[-1]
    return f"{frame.filename}, line {frame.lineno}" + (f": {frame.line}" if frame.line else "")


def _is_library(filename: str) -> bool:
    libraries = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib")}
    return (
        filename.startswith("<")
        or filename == __file__
        or any(Path(filename).is_relative_to(library) for library in libraries)
    )


def _a(value: object) -> str:
    name = value.__qualname__ if isinstance(value, type) else type(value).__name__
    kind = "the class" if isinstance(value, type) else "an" if name[:1] in "aeiouAEIOU" else "a"
    return f"{kind} {name}"
