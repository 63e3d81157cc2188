"""What a back end asks for when it makes a session: read strictly, with the API's defaults."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.auth.tokens import GUEST_PREFIX, MAX_SUBJECT_CHARS, valid_subject

MAX_SESSION_SECONDS: Final = 24 * 60 * 60
MAX_FILE_MEGABYTES: Final = 512
MAX_VARIABLE_CHARS: Final = 64
_MAX_NUMBER: Final = 1_000_000
_VARIABLE: Final = {"anyOf": [{"type": name} for name in ("string", "number", "boolean")]}


def _refuse(message: str) -> NoReturn:
    raise PydanticCustomError("refused", "{reason}", {"reason": message})


def _check_user(user: str) -> str:
    if not valid_subject(user):
        _refuse(f"it must be 1 to {MAX_SUBJECT_CHARS} printable characters without spaces around")
    if user.startswith(GUEST_PREFIX):
        _refuse(f'it must not begin with "{GUEST_PREFIX}": such ids are those of this server')
    return user


def _check_variable(value: object) -> object:
    is_plain = isinstance(value, str | int | float)  # a bool is an int
    if not is_plain or (isinstance(value, float) and not math.isfinite(value)):
        _refuse("it must be text, a number, true or false")
    return value


class _Fields(BaseModel):
    """Fields of the body; null stands for the default, as if the field were not there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_nulls_out(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        return {name: value for name, value in fields.items() if value is not None}


class Switch(_Fields):
    """Something that is on unless it is turned off."""

    enabled: bool = True


class WorkflowFields(_Fields):
    """``workflow``."""

    id: str = Field(min_length=1, max_length=MAX_SUBJECT_CHARS)
    version: str | None = Field(default=None, min_length=1, max_length=MAX_SUBJECT_CHARS)
    state_variables: dict[
        Annotated[str, Field(max_length=MAX_VARIABLE_CHARS)],
        Annotated[Any, AfterValidator(_check_variable), WithJsonSchema(_VARIABLE)],
    ] = {}
    tracing: Switch = Switch()


class FileUpload(_Fields):
    """``chatkit_configuration.file_upload``; sizes in megabytes."""

    enabled: bool = False
    max_file_size: int = Field(default=MAX_FILE_MEGABYTES, ge=1, le=MAX_FILE_MEGABYTES)
    max_files: int = Field(default=10, ge=1, le=_MAX_NUMBER)


class History(_Fields):
    """``chatkit_configuration.history``."""

    enabled: bool = True
    recent_threads: int | None = Field(default=None, ge=1, le=_MAX_NUMBER)


class ConfigurationFields(_Fields):
    """``chatkit_configuration``."""

    automatic_thread_titling: Switch = Switch()
    file_upload: FileUpload = FileUpload()
    history: History = History()


class ExpiresAfter(_Fields):
    """``expires_after``."""

    anchor: Literal["created_at"]
    seconds: int = Field(ge=1, le=MAX_SESSION_SECONDS)


class RateLimits(_Fields):
    """``rate_limits``."""

    max_requests_per_1_minute: int = Field(default=10, ge=1, le=_MAX_NUMBER)


class NewChatSession(_Fields):
    """The body of ``POST /v1/chatkit/sessions``."""

    user: Annotated[str, AfterValidator(_check_user)]
    workflow: WorkflowFields
    chatkit_configuration: ConfigurationFields = ConfigurationFields()
    expires_after: ExpiresAfter = ExpiresAfter(anchor="created_at", seconds=600)
    rate_limits: RateLimits = RateLimits()

    def asked_workflow(self) -> Workflow:
        """What is to answer."""
        asked = self.workflow
        return Workflow(asked.id, asked.version, asked.state_variables, asked.tracing.enabled)

    def configuration(self) -> SessionConfiguration:
        """What the session may do."""
        asked = self.chatkit_configuration
        return SessionConfiguration(
            titling=asked.automatic_thread_titling.enabled,
            uploads=asked.file_upload.enabled,
            max_file_megabytes=asked.file_upload.max_file_size,
            max_files=asked.file_upload.max_files,
            history=asked.history.enabled,
            recent_threads=asked.history.recent_threads,
        )
