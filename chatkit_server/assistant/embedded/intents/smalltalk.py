"""Greetings, thanks, yes and no, and questions about the assistant itself."""

from __future__ import annotations

from chatkit_server.assistant.embedded.commands import Answer, Command, Say
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_YES = Rule(
    r"(?:(?:yes|yeah|yep|yup|ya|yea|ye|y|sure|ok|okay|k|correct|right|exactly|affirmative"
    r"|absolutely|definitely|certainly|indeed|of course|confirm(?:ed)?|"
    r"do (?:it|that|so)|go ahead|go for it|proceed|please do|do please|sounds good|fine"
    r"|that's (?:right|correct|fine|ok|the one)|i'm sure|i am sure|i confirm|"
    r"make it so|yes please|please|go on|sure thing|please go ahead|i agree|agreed|let's do it|👍"
    r"|✅)"
    r"[\s,.!]*(?:(?:then|now|thanks|thank you|all|both)[\s,.!]*)*)+"
)
_NO = Rule(
    r"(?:(?:no|nope|nah|n|no way|not (?:now|yet|really|that one|those|these)|don't(?: do (?:it"
    r"|that)| delete (?:it|them|those|anything))?|do not(?: delete (?:them|it))?|cancel(?: that"
    r"| it)?|stop|abort|"
    r"never ?mind|nevermind|nvm|forget (?:it|about it|that)|leave (?:it|them)(?: (?:alone|be))?"
    r"|keep (?:them|it|those|all of them|them all)|rather not|better not|no thanks|no thank you"
    r"|neither|none(?: of (?:them|those|these))?|"
    r"wait|hold on|👎|negative|wrong|i changed my mind|changed my mind|on second thought"
    r"|please don't)[\s,.!]*(?:(?:thanks|thank you|please|for now|then|actually|both)[\s,.!]*)*)+"
)
_SMALL: tuple[tuple[Rule, Say], ...] = tuple(
    (Rule(pattern), Say(topic))  # type: ignore[arg-type]  # each topic is one of Say's
    for pattern, topic in (
        (
            r"(?:(?:hi|hello|hey|hiya|howdy|yo|hallo|greetings|good (?:morning|afternoon|evening"
            r"|day)|morning|evening|sup|what'?s up|wassup|g'?day|moin|hi there|hello there"
            r"|hey there)"
            r"[\s,.!?]*(?:there|again|assistant|everyone|bot|friend|buddy"
            r"|you)?[\s,.!?👋]*)+(?:how are you(?: doing)?(?: today)?|how'?s it going"
            r"|how do you do)?[?!. ]*|👋+",
            "greeting",
        ),
        (
            r"(?:(?:ok|okay|great|cool|perfect|awesome|nice|super|wonderful|excellent|good"
            r"|brilliant|amazing|no|all good|that's all|much|many|very)[\s,.!]+)*"
            r"(?:thanks|thank you|thx|ty|cheers|much appreciated|appreciate it|i appreciate it"
            r"|thank u|tysm|merci|danke)(?: (?:a lot|so much|very much|a bunch|a million|again"
            r"|for (?:your|the|that|all the|all your) ?(?:help|assistance)?|buddy|mate"
            r"|you))*[\s.!🙏❤️]*|🙏+",
            "thanks",
        ),
        (
            r"(?:how are you(?: doing)?(?: today)?|how do you do|how'?s it going"
            r"|how are things(?: with you)?|you ok|are you ok(?:ay)?)[?!. ]*",
            "fine",
        ),
        (
            r"(?:bye|goodbye|good ?bye|see (?:you|ya)(?: later| soon| tomorrow)?|good ?night|later"
            r"|cya|take care|that'?s (?:all|it)(?: for (?:now|today))?|i'?m (?:done"
            r"|finished) (?:for (?:now|today)|here)|have a (?:nice|good|great) (?:day|evening"
            r"|night|one|weekend))[!. ]*",
            "bye",
        ),
        (
            r"(?:no,? )?nothing(?: else| more| for now| right now)?[.! ]*|(?:ok|okay|k|great|cool"
            r"|perfect|awesome|nice|super|wonderful|excellent|good|brilliant|amazing|lovely|sweet"
            r"|neat|got it|i see|alright|all right|fine|understood|makes sense|good (?:job|work"
            r"|bot)|well done|nice (?:job|work)|you'?re (?:great|awesome|the best)|love it|wow|lol"
            r"|haha+|hmm+|👍|🎉|😀|😊|❤️)[\s!.]*",
            "nothing",
        ),
        (
            r"(?:help(?: me)?(?: out)?(?: please)?|\?+|/help|/start|h|menu|commands?|instructions"
            r"|manual|tutorial|examples?|what (?:all )?can (?:you|i) (?:do|ask|say"
            r"|type)(?: (?:here|for me|with (?:you|this)))?|what (?:are you able to do|do you do"
            r"|else can you do)|"
            r"how (?:do(?:es)?|can) (?:i|this|it|you|we) (?:use (?:this|you|it)|work|help(?: me)?"
            r"|start|get started|begin)(?: .{0,20})?|(?:what|which) (?:commands|things|features"
            r"|kinds? of things) .{0,40}|show me (?:what you can do|examples|the commands)|"
            r"how do i (?:add|create|delete|complete|rename|use|edit|change|mark|finish|remove"
            r"|undo|reschedule) .{0,60}|i (?:need|want) help|can you help(?: me)?(?: out)?"
            r"|i don'?t know what to (?:say|do|type)|how to use (?:this|you|it)|get started"
            r"|where do i start)[?!. ]*",
            "help",
        ),
        (
            r"(?:who|what) (?:the hell )?are you(?: exactly| really)?[?!. ]*|(?:are|r) (?:you"
            r"|u) (?:a |an |really |actually )*(?:ai|bot|robot|human|person|real|chatgpt|gpt"
            r"|gpt-?\d.*|claude|llm|language model|machine|program|computer|alive|sentient|openai"
            r"|gemini|llama|smart|intelligent|offline|online|connected).{0,40}|"
            r"(?:what|which) (?:ai |language |llm )?(?:model|llm|ai|gpt|version)(?: (?:are you"
            r"|is this|do you use|are you using|powers you|do you run(?: on)?|version"
            r"|am i (?:talking|speaking) (?:to|with)))?.{0,30}|who (?:made|built|created|wrote"
            r"|developed) you.{0,20}|"
            r"is this (?:chatgpt|gpt|an? (?:ai|bot|real person|human|llm|language model)|real"
            r"|openai).{0,30}|(?:what is|what's) (?:this|your name|this app|this thing"
            r"|chatkit)[?!. ]*|am i (?:talking|chatting|speaking) (?:to|with) .{0,40}"
            r"|do you (?:have a name|think|use (?:ai|gpt|chatgpt|openai).{0,20}|(?:understand"
            r"|speak|know) (?:me"
            r"|english|german|everything|any language).{0,20})[?!. ]*|tell me about yourself.*"
            r"|introduce yourself.*|where (?:do|does) (?:my|the) data .{0,30}|(?:do"
            r"|are) you (?:send|sending|store|online).{0,60}",
            "about",
        ),
        (
            r"(?:how (?:do|can|could|would) (?:i|we|you|one) )?(?:to )?(?:connect|use|set ?up"
            r"|configure|add|plug in|hook up|enable|switch to|link|get|attach"
            r"|install) (?:to )?(?:a |an |the |my |some )?(?:real |own |proper |better |different "
            r"|other |language |local |actual )*(?:model|llm|openai|gpt.{0,6}|chatgpt|ollama|vllm"
            r"|claude|language model|api key|ai)(?: .{0,40})?[?!. ]*",
            "connect",
        ),
        (
            r"(?:make|set|have|let) (?:it|this|that|the|my)\b.{0,60}? (?:to )?(?:repeat(?:ing)?"
            r"|recur(?:ring)?)(?: (?:every|each|daily|weekly|monthly|yearly)\b.{0,30})?[.! ]*"
            r"|repeat (?:it|this|that|the|my)\b.{0,60}? (?:every|each|daily|weekly|monthly"
            r"|yearly)\b.{0,30}",
            "repeats",
        ),
    )
)
_CLOCK = Rule(
    r"(?:what(?:'s| is)?(?: the)?(?: current| local)? (?:time|date|day)(?: is it| is today"
    r"| today)?(?: (?:now|today|right now))?|what day is (?:it|today)(?: today)?"
    r"|what's today(?:'s date)?|today's date|what is today(?:'s date)?)[?!. ]*"
)


def read_small_talk(text: Text) -> Command | None:
    """Read a message that is small talk as a whole. Yes and no come first: they may decide."""
    low = text.low.strip(" .!,")
    if len(low) > 120 or (not low and not text):
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
