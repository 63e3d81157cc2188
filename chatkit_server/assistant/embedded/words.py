"""The vocabulary: verbs that begin a task, their past forms, numbers and filler."""

from __future__ import annotations

from functools import cache, lru_cache

VERBS = frozenset(
    """
    accept achieve adjust adopt advertise agree analyse analyze announce answer apologise apologize
    apply appoint approve arrange ask assemble assess assign attach attend audit back backup bake
    bathe begin bill bleach block boil book borrow brew bring browse brush budget build bury buy
    calculate calibrate call cancel carry cash catch celebrate change charge chase check choose
    chop claim clean clear climb close collect compare compile complain complete compose compute
    confirm congratulate connect consider consult contact continue convert convince cook copy count
    cover create cut cycle deal debug decide declutter decorate defrost delegate delete deliver
    deploy deposit descale describe design develop dig discuss disinfect dispose distribute do
    document donate download draft draw drink drive drop dry dust dye eat edit email empty end
    enrol enroll ensure enter erase escalate estimate evaluate examine exchange exercise expand
    explain explore export extend fax feed fetch figure file fill finalise finalize find finish fix
    fold follow forget format forward freeze gather generate get give go google grab grade groom
    grow hand hang harvest have help hike hire hold hoover host identify implement import improve
    inform inquire insert inspect install interview introduce investigate invest invite invoice
    iron jog join journal jump keep knit label launch lay learn leave lend lift light listen load
    lock log look mail maintain make manage mark measure meditate meet memorise memorize mend merge
    message migrate mix monitor mop move mow negotiate notify obtain oil open optimise optimize
    order organise organize pack paint park pass paste patch pay peel perform phone photograph pick
    ping place plan plant play polish post practice practise prep prepare present press print
    process produce program promote proofread propose provide prune publish pull purchase push put
    quit rake read rebook rebuild recharge recommend record recycle redesign reduce refactor refill
    refinance refresh refund register rehearse release relax remind remove renew renovate rent
    reorder repair repaint repeat replace reply report repot request research reserve reset resolve
    respond rest restart restock retrieve return review revise rewrite ride rinse roast run save
    scan schedule scrub seal search secure see select sell send separate serve service set settle
    sew sharpen shave ship shop shorten shovel show shower shred sign sketch sleep solve sort speak
    spend split spray start stop store stretch study submit subscribe suggest supervise support
    swap sweep swim switch sync tag take talk teach tell test text thank throw tidy tighten train
    transfer translate travel treat trim try tune turn type unclog uninstall unpack unplug
    unsubscribe update upgrade upload use vacuum verify visit volunteer vote wait wake walk warm
    wash watch water wax weed weigh wipe wire withdraw work wrap write zip
    """.split()
)
"""Base forms with which people begin a task."""

NOUNS_TOO = frozenset(
    """
    bill block budget cover design drink dust end exercise file fish format grade hand host iron
    journal label light load log mail oil paint park plant play post practice present press print
    process program record rent report research rest service ship shop shower sleep split stop store
    support text train travel treat type use water wax weed wire work
    """.split()
)
"""Verbs that after "and" are more often a second noun ("bread and water"): they count as a verb
only before a determiner, a name or a number."""

WITHOUT_OBJECT = frozenset(
    """
    apply ask back begin book buy call catch check clean come continue cook deal decide do eat
    exercise fill figure find follow get go hike jog listen log look meditate meet pay pick play
    practice practise prepare read relax reply respond rest run search see send set shop shower sign
    sleep sort speak start stop study sweep swim tidy take talk think train travel turn vote wait
    walk wash watch work write
    """.split()
)
"""Verbs that may stand before a preposition ("look for", "reply to")."""

NEED_OBJECT = frozenset(
    "arrange discuss organise organize plan prepare prep review schedule".split()
)
"""Verbs whose object may be a date: "plan next week" is about the week, not due then."""

DETERMINERS = frozenset(
    "the a an my our his her their your its this that these those some all any new more".split()
    + "two three four five six several both mum mom dad grandma grandpa".split()
)

PREPOSITIONS = frozenset(
    "with of for from in on at to about by into over under and or is are was".split()
)

BACK_REFERENCES = frozenset("it them him her one there us".split())

_IRREGULAR = {
    "ate": "eat", "eaten": "eat", "began": "begin", "begun": "begin", "bought": "buy",
    "brought": "bring", "built": "build", "caught": "catch", "chose": "choose", "chosen": "choose",
    "did": "do", "done": "do", "drank": "drink", "drew": "draw", "drawn": "draw", "drove": "drive",
    "driven": "drive", "fed": "feed", "found": "find", "flew": "fly", "froze": "freeze",
    "gave": "give", "given": "give", "went": "go", "gone": "go", "got": "get", "gotten": "get",
    "grew": "grow", "had": "have", "held": "hold", "hung": "hang", "kept": "keep", "laid": "lay",
    "learnt": "learn", "left": "leave", "lent": "lend", "lit": "light", "made": "make",
    "met": "meet", "paid": "pay", "ran": "run", "rebuilt": "rebuild", "rewrote": "rewrite",
    "rode": "ride", "said": "say", "sang": "sing", "saw": "see", "seen": "see", "sent": "send",
    "slept": "sleep", "sold": "sell", "spent": "spend", "spoke": "speak", "spoken": "speak",
    "swam": "swim", "swept": "sweep", "taken": "take", "taught": "teach", "threw": "throw",
    "thrown": "throw", "told": "tell", "took": "take", "withdrew": "withdraw", "woke": "wake",
    "wore": "wear", "written": "write", "wrote": "write",
}  # fmt: skip

NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}

ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        start=1,
    )
}


@cache
def past_forms() -> dict[str, str]:
    """Past forms to base forms, without those that are base forms too ("read", "put")."""
    forms = dict(_IRREGULAR)
    for verb in VERBS:
        if verb.endswith("e"):
            forms[verb + "d"] = verb
        elif verb.endswith("y") and verb[-2] not in "aeiou":
            forms[verb[:-1] + "ied"] = verb
        else:
            forms[verb + "ed"] = verb
            if verb[-1] not in "aeiouwxy" and verb[-2:-1] in list("aeiou"):
                forms[verb + verb[-1] + "ed"] = verb
    return {form: base for form, base in forms.items() if form not in VERBS}


@lru_cache(maxsize=4096)
def lemma(word: str) -> str:
    """The form under which words are compared: no past, plural or -ing ending."""
    word = word.removesuffix("'s").strip("'-")
    base = past_forms().get(word)
    if base is not None:
        return base
    if len(word) > 5 and word.endswith("ing"):
        stem = word[:-3]
        for candidate in (stem, stem + "e", stem[:-1]):
            if candidate in VERBS:
                return candidate
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        stem = word[:-1]
        return stem[:-1] if stem.endswith(("she", "che", "sse", "xe")) else stem
    return word


def number(word: str) -> int | None:
    """A number written in digits or as a word up to twenty."""
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return NUMBERS.get(word)
