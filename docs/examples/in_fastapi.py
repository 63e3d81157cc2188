"""The chat below a path of an application of FastAPI's: the task assistant, and an own agent."""

import os

from agents import Agent
from fastapi import FastAPI

from chatkit_server import Settings, create_app, lifespan
from chatkit_server.tasks.agent import make_tasks

support = Agent(name="Support", instructions="You help customers of a bicycle shop.")
chat = create_app(
    Settings.from_env(os.environ), assistants={"tasks": make_tasks, "support": support}
)
app = FastAPI(lifespan=lifespan(chat))  # your own one too: lifespan(chat, around=mine)
app.mount("/assistant", chat)


@app.get("/")
def home() -> dict[str, str]:
    """Answer as the outer application does, beside the chat."""
    return {"chat": "/assistant"}
