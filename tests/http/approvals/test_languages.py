"""Cards of the server's own speak the language of who reads them, and English to the model."""

from __future__ import annotations

from typing import Any

from agents import GuardrailFunctionOutput, output_guardrail

from chatkit_server.testing import Call, Fail, Say, ScriptedModel
from tests.http.approvals.conftest import Site, asked, buttons, newest_card, press, said, words
from tests.http.conftest import Guest, message


def speak(guest: Guest, locale: str) -> None:
    guest.http.headers["Accept-Language"] = locale


async def test_a_question_is_asked_and_answered_in_the_language_of_the_request(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    speak(guest, "de-AT")
    card = await asked(guest, model)
    assert "Erlauben: Delete file?" in words(card["widget"])
    assert "Wenn du ablehnst, sag warum" in words(card["widget"])
    assert list(buttons(card)) == ["Ablehnen", "Hier immer erlauben", "Genehmigen"]
    model.then([Say(["Gut."])])
    events = await press(guest, card, "Ablehnen", reason="Nicht jetzt")
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert "Du hast das abgelehnt: Nicht jetzt" in words(replaced["item"]["widget"])


async def test_a_question_is_read_in_the_language_of_the_reader_and_told_to_the_model_in_english(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    calls = [Call("delete_file", {"path": path, "force": True}) for path in ("a" * 510, "b")]
    speak(guest, "ja-JP")
    model.then(calls)
    thread_id = await guest.create("tidy up")
    asking = words((await newest_card(guest, thread_id))["widget"])
    assert "これらの操作を許可しますか？" in asking
    assert "… （表示していない文字数：10）" in asking
    assert "はい" in asking
    speak(guest, "ar")
    card = await newest_card(guest, thread_id)
    assert "هل تسمح بهذه الإجراءات؟" in words(card["widget"])
    model.then([Say(["Done."])])
    await press(guest, card, "السماح دائمًا هنا", chosen={"1": False})
    speak(guest, "fr-FR")
    card = await newest_card(guest, thread_id)
    assert words(card["widget"]).count("Vous avez approuvé 1 action(s) sur 2.") == 1
    assert card["copy_text"].endswith(
        "You approved 1 of 2. You will not be asked again in this conversation."
    )
    model.then([Say(["And?"])])
    going_on = {"thread_id": thread_id, "input": message("and now")}
    await guest.events("threads.add_user_message", **going_on)
    told = str(model.inputs[-1])
    assert "Asked for approval:" in told
    assert "You approved 1 of 2." in told
    assert "تسمح" not in told
    assert "許可" not in told


async def test_what_nobody_answers_any_more_says_so_in_the_language_of_the_reader(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    branched = await guest.events(
        "x.threads.branch", thread_id=card["thread_id"], item_id=card["id"]
    )
    await site.let_time_pass()
    speak(guest, "sv")
    expired = await newest_card(guest, card["thread_id"])
    assert "Ingen svarade i tid. Inget gjordes." in words(expired["widget"])
    copy = await newest_card(guest, branched[0]["thread"]["id"])
    assert "Godkännande" in words(copy["widget"])
    assert "bara besvaras i konversationen där frågan ställdes" in words(copy["widget"])


async def test_an_interruption_is_told_in_the_language_of_the_reader_and_answered_again(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    speak(guest, "de-DE")
    model.then([Say(["I tidy"]), Fail(RuntimeError("gone"))])
    thread_id = await guest.create("tidy up")
    card = await newest_card(guest, thread_id)
    assert "Diese Antwort wurde unterbrochen." in words(card["widget"])
    model.then([Say(["Tidy."])])
    going_on = {"thread_id": thread_id, "input": message("go on")}
    await guest.events("threads.add_user_message", **going_on)
    told = str(model.inputs[-1])
    assert "This answer was interrupted." in told
    assert "unterbrochen" not in told
    speak(guest, "ur-PK")
    card = interruption(await guest.items(thread_id))
    assert "یہ جواب بیچ میں رک گیا۔" in words(card["widget"])
    model.then([Say(["Tidy at last."])])
    events = await press(guest, card, "دوبارہ کوشش کریں")
    assert "Tidy at last." in words(events)
    assert "widget" not in [item["type"] for item in await guest.items(thread_id)]


@output_guardrail
async def not_today(ctx: Any, agent: Any, output: Any) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(None, True)


async def test_a_guardrail_without_words_of_its_own_refuses_in_the_language_of_the_request(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    await site.start(site.agent(output_guardrails=[not_today]))
    speak(guest, "pt")
    model.then([Say(["Tidy."])])
    events = await guest.events("threads.create", input=message("tidy up"))
    assert said(events)[-1:] == ["Não posso mostrar uma resposta a essa solicitação."]


def interruption(items: list[dict[str, Any]]) -> dict[str, Any]:
    (card,) = [item for item in items if item["type"] == "widget"]
    return card
