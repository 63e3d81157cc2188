"""The words around a request that ask nothing."""

from __future__ import annotations

from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_LEAD = Rule(
    r"(?:(?:hey|hi|hello|hiya|yes|yeah|yep|yup|sure(?: thing)?|nah|oh no"
    r"|no wait|wait no|(?:no|never ?mind|nvm)(?=,)|maybe|perhaps|ok|okay|k|alright|all right"
    r"|right|so|well|now|please|pls|plz|kindly"
    r"|also|then|and|but|just|"
    r"oh|ah|um|uh|hm+|actually|great|cool|perfect|nice|good|awesome|thanks|thank you|ty|thx"
    r"|quick(?:ly)?|finally|lastly|wait|hold on|sorry|oops|whoops|"
    r"additionally|plus|yo|dear assistant|assistant|bot|computer|there|one more(?: thing)?"
    r"|after that|in addition)\b[\s,!.:-]*(?=\S))"
    r"|(?:i(?:'d| would) (?:be (?:very |so |really )?(?:grateful|happy|glad)"
    r"|(?:really )?appreciate it)"
    r"|(?:it|that) (?:would|'d) be (?:great|nice|good|lovely|awesome|helpful|cool|super)"
    r"|i was wondering|i wonder|do you think|any chance|is there (?:a|any) (?:way|chance))"
    r"(?: (?:that|if))? (?:you|we|i)(?: (?:can|could|would|might))?(?: please)?\s+"
    r"|(?:(?:oh,? )?i )?(?:forgot|meant) to (?:tell|mention|say)(?: (?:to )?you)?(?: that)?[\s,:]+"
    r"|(?:by the way|btw|fyi|just so you know|heads up|as (?:a heads up|discussed)|good news"
    r"|update(?=[:,]))[\s,:!-]+"
    r"|next[,:]\s+(?=\S)"
    r"|(?:(?:can|could|would|will|can't|couldn't) (?:you|u|we|i)(?: please| pls| kindly| also"
    r"| just| maybe| perhaps)*\s+)"
    r"|(?:would you mind\s+|(?:i'd|i would) (?:like|love|want) (?:you )?to\s+|i (?:want"
    r"|need) you to\s+|"
    r"let'?s(?: also| just)?\s+|let me\s+|go ahead and\s+|you (?:can|could|should|may|need to"
    r"|have to|must)(?: also| just| now)?\s+|help me (?:to )?(?!remember)|"
    r"i think (?:we|you|i) (?:should|can|could) |i(?:'m| am) (?:going to ask you to"
    r"|asking you to) |be so kind (?:as to|and) |feel free to |is it possible to |"
    r"how about (?:you )?(?=add|mark|mov|delet|show|list)|do me a favou?r and )"
)
_WANT = Rule(
    r"(?:i|we) (?:(?:also|just|now|really) )?(?:want|need|have|wish|would like|'d like"
    r"|gotta)(?: to)? "
    r"(?=(?:add|create|see|view|know(?: what| which| if| whether| how many)|list|show|mark"
    r"|reschedule|postpone|rename|reopen|undo|restore|untick|uncheck|delete the task|"
    r"push back|check (?:my|the) (?:list|tasks|todos)|tick|cross|prioriti[sz]e|a (?:new )?(?:task"
    r"|reminder|list of|summary|overview))\b)"
)
_TAIL = Rule(
    r"(?:[\s,;.-]+(?:please|pls|plz|thanks(?: a lot| so much)?|thank you(?: so much| very much)?"
    r"|thx|ty|cheers|ok|okay|for me|will you|would you|"
    r"could you|can you|if you (?:can|could|don't mind|please|would)|if possible|alright|mate"
    r"|buddy|assistant|bot|right\?|when you can))+\s*[.!?)]*$"
)


def strip_polite(text: Text) -> Text:
    """The request without greetings, pleases and "could you"."""
    while True:
        before = text
        text = text.strip(" ,")
        for pattern in (_LEAD, _WANT):
            match = pattern.match(text.low)
            if match and match.end() < len(text.low):
                text = text.cut(match.end())
        tail = _TAIL.search(text.low)
        if tail and tail.start() > 0:
            text = text.cut(0, tail.start())
        if text.low == before.low:
            return text
