from collections.abc import Callable
from datetime import datetime

from chatkit.types import ThreadItem, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from pydantic import TypeAdapter

from widgets.builder import Builder
from widgets.equality import same_widget
from widgets.tasks import Gone

Fill = Callable[[str], list[Builder]]


def _stored(root: DynamicWidgetRoot) -> WidgetItem:
    item = WidgetItem(id="i", thread_id="t", created_at=datetime(2026, 11, 21), widget=root)  # noqa: DTZ001 # as the SDK's own
    loaded = TypeAdapter(ThreadItem).validate_json(item.model_dump_json(exclude_none=True))
    assert isinstance(loaded, WidgetItem)
    return loaded


def test_a_widget_is_the_same_after_it_was_stored(fill: Fill) -> None:
    for builder in fill("text"):
        built = builder.build()
        loaded = _stored(built).widget
        assert type(loaded) is not type(built)
        assert same_widget(built, loaded)


def test_widgets_that_show_something_else_differ() -> None:
    first, second = (Gone(key="k", text=text).build() for text in ("one", "two"))
    assert not same_widget(first, second)
    assert not same_widget(first, _stored(second).widget)
