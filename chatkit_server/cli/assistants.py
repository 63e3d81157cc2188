"""Which assistants to serve: built-in ones by name, or anybody's as ``MODULE:OBJECT``."""

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
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from chatkit_server.app import TASKS, create_app
from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.host import Answering, Host, Servable
from chatkit_server.assistant.registry import valid_name
from chatkit_server.settings import Settings
from chatkit_server.tasks.agent import make_tasks

BUILT_IN: Final = (TASKS, "showcase")

AppFactory: TypeAlias = Callable[[Settings], Starlette]

_ALLOWED: Final = (
    "an agents.Agent, a chatkit_server.Assistant, or a function that returns one and takes nothing "
    "or a chatkit_server.Host"
)


class CannotLoad(Exception):
    """What was named cannot be served; the message says why and where."""


def load(*targets: str) -> AppFactory:
    """Find what makes the application of one or more assistants.

    Args:
        targets: Each one of `BUILT_IN`, or ``MODULE:OBJECT``, where the object is an
            `agents.Agent`, an `Assistant`, or a function that makes one of them. The module is
            looked for in the working directory first. ``NAME=`` before it names the assistant;
            without that it is called as the object is. The first one is the default.

    Raises:
        CannotLoad: There is no such thing, its code raises, or two have one name. What a function
            does wrong is raised when the application is made.
    """
    assistants: dict[str, Servable] = {}
    routes: list[BaseRoute] = []
    middleware: list[Middleware] = []
    for target in targets:
        given, separator, what = target.rpartition("=")
        name = given if separator else what.rpartition(":")[2].rpartition(".")[2]
        servable: Servable
        if what == TASKS:
            servable = make_tasks
        elif what == "showcase":
            from chatkit_server.showcase import make_showcase

            parts = make_showcase()
            servable = parts.assistant
            routes += parts.routes
            middleware += parts.middleware
        else:
            servable = _servable(what)
        if not valid_name(name):
            raise CannotLoad(
                f'"{name}" cannot be a name: it must be of letters, digits, ".", "-" and "_"'
            )
        if name in assistants:
            raise CannotLoad(f'two assistants are called "{name}": say NAME={what} for one of them')
        assistants[name] = servable
    return lambda settings: create_app(
        settings, assistants=assistants, routes=routes, middleware=middleware
    )


def _servable(target: str) -> Servable:
    module_name, separator, path = target.partition(":")
    if not (module_name and separator and path):
        raise CannotLoad(
            f'"{target}" is no assistant: say {" or ".join(BUILT_IN)}, or MODULE:OBJECT'
        )
    meant = _as_module(module_name)
    if meant != module_name:
        raise CannotLoad(f'"{module_name}" is no name of a module: say {meant}:{path}')
    return _checked(_find(module_name, path), target)


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
            raise CannotLoad(f'{module_name} has no "{path}"{_instead(name, found)}')
        found = getattr(found, name)
    return found


def _as_module(name: str) -> str:
    """What the module in a file is called, such as ``apps.dice`` of ``./apps/dice.py``."""
    return name.removesuffix(".py").replace("\\", "/").strip("./").replace("/", ".")


def _instead(name: str, found: Any) -> str:
    """What of a module, or of an object in it, may have been meant."""
    members = vars(found) if hasattr(found, "__dict__") else {}
    agents = [each for each, value in members.items() if isinstance(value, Agent | Assistant)]
    functions = [each for each, value in members.items() if inspect.isfunction(value)]
    if near := difflib.get_close_matches(name, [*agents, *functions], n=1):
        return f'; did you mean "{near[0]}"?'
    return f"; it has {' and '.join(agents)}" if agents else ""


def _checked(found: Any, target: str) -> Servable:
    """The object itself, or a function that is called with the host and says what is wrong."""
    if isinstance(found, Agent | Assistant):
        return found
    if not callable(found) or isinstance(found, type):
        raise CannotLoad(f"{target} is {_a(found)}; it must be {_ALLOWED}")
    if inspect.iscoroutinefunction(found):
        raise CannotLoad(f"{target} is an async function; it must be {_ALLOWED}")
    signature = inspect.signature(found)
    takes_host = not _takes(signature, 0)
    if takes_host and not _takes(signature, 1):
        raise CannotLoad(
            f"{target} takes {len(signature.parameters)} arguments; it must be {_ALLOWED}"
        )

    def make(host: Host) -> Answering:
        try:
            made = found(host) if takes_host else found()
        except Exception as error:  # somebody else's code, and the command line says where
            raise CannotLoad(_raised(target, error)) from error
        if not isinstance(made, Agent | Assistant):
            raise CannotLoad(f"{target} returned {_a(made)}; it must be {_ALLOWED}")
        return made

    return make


def _takes(signature: inspect.Signature, count: int) -> bool:
    try:
        signature.bind(*[None] * count)
    except TypeError:
        return False
    return True


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
