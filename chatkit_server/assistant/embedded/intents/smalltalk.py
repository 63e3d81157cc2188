"""Greetings, thanks, yes and no, and questions about the assistant itself."""

from __future__ import annotations

import re

from ..commands import Answer, Command, Say
from ..text import Text

_YES = re.compile(
    r"(?:(?:yes|yeah|yep|yup|ya|yea|ye|y|sure|ok|okay|k|correct|right|exactly|affirmative|absolutely|definitely|certainly|indeed|of course|confirm(?:ed)?|"
    r"do (?:it|that|so)|go ahead|go for it|proceed|please do|do please|sounds good|fine|that's (?:right|correct|fine|ok|the one)|i'm sure|i am sure|i confirm|"
    r"make it so|yes please|please|go on|sure thing|please go ahead|i agree|agreed|let's do it|👍|✅)"
    r"[\s,.!]*(?:(?:then|now|thanks|thank you|all|both)[\s,.!]*)*)+"
)
_NO = re.compile(
    r"(?:(?:no|nope|nah|n|no way|not (?:now|yet|really|that one|those|these)|don't(?: do (?:it|that)| delete (?:it|them|those|anything))?|do not(?: delete (?:them|it))?|cancel(?: that| it)?|stop|abort|"
    r"never ?mind|nevermind|nvm|forget (?:it|about it|that)|leave (?:it|them)(?: (?:alone|be))?|keep (?:them|it|those|all of them|them all)|rather not|better not|no thanks|no thank you|neither|none(?: of (?:them|those|these))?|"
    r"wait|hold on|👎|negative|wrong|i changed my mind|changed my mind|on second thought|please don't)[\s,.!]*(?:(?:thanks|thank you|please|for now|then|actually|both)[\s,.!]*)*)+"
)
_SMALL: tuple[tuple[re.Pattern[str], Say], ...] = tuple(
    (re.compile(pattern), Say(topic))  # type: ignore[arg-type]  # each topic is one of Say's
    for pattern, topic in (
        (
            r"(?:(?:hi|hello|hey|hiya|howdy|yo|hallo|greetings|good (?:morning|afternoon|evening|day)|morning|evening|sup|what'?s up|wassup|g'?day|moin|hi there|hello there|hey there)"
            r"[\s,.!?]*(?:there|again|assistant|everyone|bot|friend|buddy|you)?[\s,.!?👋]*)+(?:how are you(?: doing)?(?: today)?|how'?s it going|how do you do)?[?!. ]*|👋+",
            "greeting",
        ),
        (
            r"(?:(?:ok|okay|great|cool|perfect|awesome|nice|super|wonderful|excellent|good|brilliant|amazing|no|all good|that's all|much|many|very)[\s,.!]+)*"
            r"(?:thanks|thank you|thx|ty|cheers|much appreciated|appreciate it|i appreciate it|thank u|tysm|merci|danke)(?: (?:a lot|so much|very much|a bunch|a million|again|for (?:your|the|that|all the|all your) ?(?:help|assistance)?|buddy|mate|you))*[\s.!🙏❤️]*|🙏+",
            "thanks",
        ),
        (
            r"(?:how are you(?: doing)?(?: today)?|how do you do|how'?s it going|how are things(?: with you)?|you ok|are you ok(?:ay)?)[?!. ]*",
            "fine",
        ),
        (
            r"(?:bye|goodbye|good ?bye|see (?:you|ya)(?: later| soon| tomorrow)?|good ?night|later|cya|take care|that'?s (?:all|it)(?: for (?:now|today))?|i'?m (?:done|finished) (?:for (?:now|today)|here)|have a (?:nice|good|great) (?:day|evening|night|one|weekend))[!. ]*",
            "bye",
        ),
        (
            r"(?:no,? )?nothing(?: else| more| for now| right now)?[.! ]*|(?:ok|okay|k|great|cool|perfect|awesome|nice|super|wonderful|excellent|good|brilliant|amazing|lovely|sweet|neat|got it|i see|alright|all right|fine|understood|makes sense|good (?:job|work|bot)|well done|nice (?:job|work)|you'?re (?:great|awesome|the best)|love it|wow|lol|haha+|hmm+|👍|🎉|😀|😊|❤️)[\s!.]*",
            "nothing",
        ),
        (
            r"(?:help(?: me)?(?: out)?(?: please)?|\?+|/help|/start|h|menu|commands?|instructions|manual|tutorial|examples?|what (?:all )?can (?:you|i) (?:do|ask|say|type)(?: (?:here|for me|with (?:you|this)))?|what (?:are you able to do|do you do|else can you do)|"
            r"how (?:do(?:es)?|can) (?:i|this|it|you|we) (?:use (?:this|you|it)|work|help(?: me)?|start|get started|begin)(?: .{0,20})?|(?:what|which) (?:commands|things|features|kinds? of things) .{0,40}|show me (?:what you can do|examples|the commands)|"
            r"how do i (?:add|create|delete|complete|rename|use|edit|change|mark|finish|remove|undo|reschedule) .{0,60}|i (?:need|want) help|can you help(?: me)?(?: out)?|i don'?t know what to (?:say|do|type)|how to use (?:this|you|it)|get started|where do i start)[?!. ]*",
            "help",
        ),
        (
            r"(?:who|what) (?:the hell )?are you(?: exactly| really)?[?!. ]*|(?:are|r) (?:you|u) (?:a |an |really |actually )*(?:ai|bot|robot|human|person|real|chatgpt|gpt|gpt-?\d.*|claude|llm|language model|machine|program|computer|alive|sentient|openai|gemini|llama|smart|intelligent|offline|online|connected).{0,40}|"
            r"(?:what|which) (?:ai |language |llm )?(?:model|llm|ai|gpt|version)(?: (?:are you|is this|do you use|are you using|powers you|do you run(?: on)?|version|am i (?:talking|speaking) (?:to|with)))?.{0,30}|who (?:made|built|created|wrote|developed) you.{0,20}|"
            r"is this (?:chatgpt|gpt|an? (?:ai|bot|real person|human|llm|language model)|real|openai).{0,30}|(?:what is|what's) (?:this|your name|this app|this thing|chatkit)[?!. ]*|am i (?:talking|chatting|speaking) (?:to|with) .{0,40}|do you (?:have a name|think|use (?:ai|gpt|chatgpt|openai).{0,20}|understand (?:me|english|german|everything|any language).{0,20})[?!. ]*|tell me about yourself.*|introduce yourself.*|where (?:do|does) (?:my|the) data .{0,30}|(?:do|are) you (?:send|sending|store|online).{0,60}",
            "about",
        ),
        (
            r"(?:how (?:do|can|could|would) (?:i|we|you|one) )?(?:to )?(?:connect|use|set ?up|configure|add|plug in|hook up|enable|switch to|link|get|attach|install) (?:to )?(?:a |an |the |my |some )?(?:real |own |proper |better |different |other |language |local |actual )*(?:model|llm|openai|gpt.{0,6}|chatgpt|ollama|vllm|claude|language model|api key|ai)(?: .{0,40})?[?!. ]*",
            "connect",
        ),
    )
)
_CLOCK = re.compile(
    r"(?:what(?:'s| is)?(?: the)?(?: current| local)? (?:time|date|day)(?: is it| is today| today)?(?: (?:now|today|right now))?|what day is (?:it|today)(?: today)?|what's today(?:'s date)?|today's date|what is today(?:'s date)?)[?!. ]*"
)


def read_small_talk(text: Text) -> Command | None:
    """Read a message that is small talk as a whole. Yes and no come first: they may decide."""
    low = text.low.strip(" .!,")
    if len(low) > 120 or not low and not text:
        return None
    low = low or text.low
    if _CLOCK.fullmatch(text.low):
        return Say("clock")
    for pattern, say in _SMALL:
        if pattern.fullmatch(text.low):
            return say
    return None


def read_answer(text: Text) -> Answer | None:
    """Read yes or no."""
    low = text.low.strip(" .!,")
    if len(low) > 60:
        return None
    if _YES.fullmatch(low):
        return Answer(True)
    return Answer(False) if _NO.fullmatch(low) else None
