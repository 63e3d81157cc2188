"""Actions: what the server, or the page, is asked to do when somebody uses a widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypeAlias

from chatkit.actions import Action, ActionConfig, Handler, LoadingBehavior
from pydantic import BaseModel, ConfigDict, ValidationError

from widgets.errors import ActionError, Problem, format_path


class ActionData(BaseModel):
    """An action as a class: the same one where the widget is built and where the action arrives.

        class Rename(ActionData, type="tasks.rename"):
            task_id: str
            title: str = ""

        ui.form(…, on_submit=Rename(task_id=task.id))   # in the widget
        rename = Rename.read(action)                    # in the server's `action` method

    What a form holds is merged into the payload under the names of its fields, so a field of the
    class that a form field fills in wants a default.
    """

    model_config = ConfigDict(frozen=True)

    action_type: ClassVar[str] = ""

    def __init_subclass__(cls, type: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.action_type = type or cls.action_type

    @classmethod
    def read(cls, action: Action[Any, Any]) -> Self:
        """The data of an action that has arrived.

        Raises:
            ActionError: It is of another type, or its payload does not fit; each place is named.
        """
        if action.type != cls.action_type:
            problem = Problem("type", f'must be "{cls.action_type}"')
            raise ActionError([problem], template=cls.__name__)
        try:
            return cls.model_validate({} if action.payload is None else action.payload)
        except ValidationError as error:
            problems = [
                Problem(format_path(("payload", *detail["loc"])), detail["msg"])
                for detail in error.errors(include_input=False)
            ]
            raise ActionError(problems, template=cls.__name__) from None


Act: TypeAlias = ActionConfig | ActionData
"""Whatever can stand where an action is meant; the SDK's ``Action.create`` makes one, too."""


def action(
    type: str | ActionData,
    payload: Mapping[str, Any] | BaseModel | None = None,
    /,
    *,
    handler: Handler = "server",
    loading_behavior: LoadingBehavior = "auto",
    streaming: bool = True,
    **more: Any,
) -> ActionConfig:
    """An action.

    Args:
        type: What is asked for, such as ``tasks.save``, or an `ActionData` to give options to.
        payload: What it is about.
        handler: Who does it: the ``server``, or the page (``client``).
        loading_behavior: What shows that it is being done.
        streaming: Whether the server answers with a stream, rather than once.
        more: Entries of the payload, over those of ``payload``.
    """
    if isinstance(type, ActionData):
        payload, type = type, _type_of(type)
    entries = payload.model_dump(mode="json") if isinstance(payload, BaseModel) else payload
    options: dict[str, Any] = {}
    if entries or more:
        options["payload"] = {**(entries or {}), **more}
    if handler != "server":
        options["handler"] = handler
    if loading_behavior != "auto":
        options["loadingBehavior"] = loading_behavior
    if not streaming:
        options["streaming"] = False
    return ActionConfig(type=type, **options)


def action_json(act: Act) -> dict[str, Any]:
    """An action as it stands in a widget, without what goes without saying."""
    config = action(act) if isinstance(act, ActionData) else act
    said = config.model_dump(mode="json", exclude_defaults=True)
    return {"type": config.type, **said}


def _type_of(data: ActionData) -> str:
    if not data.action_type:
        name = type(data).__name__
        raise TypeError(f'{name} has no type: write `class {name}(ActionData, type="…")`')
    return data.action_type
