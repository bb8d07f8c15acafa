"""The words by which plans say who is responsible, in both languages: what marks a bracket, what only fills it."""

import re

from service.script import simplified

# All patterns are matched against simplified characters; the change keeps every position.
# A bracket with one of these speaks of responsibility.
CUE = re.compile(
    r"负责|牵头|按照?(?:各自)?职责|责任(?:单位|部门)"
    r"|\bresponsib|\bin\s+charge\b|\btakes?\s+the\s+lead\b|\bled\s+by\b|\blead(?:ing)?\s+(?:unit|department|agenc)",
    re.IGNORECASE,
)
# "By division of responsibilities": each agency its own part.
DIVIDED = re.compile(
    r"(?:按照?|依照?|根据|依据)?(?:各自)?的?(?:职责|职能)(?:任务)?(?:和|与)?(?:分工)?(?:范围内?)?"
    r"(?:分别|共同)?(?:负责|落实|承担|推进|抓好落实)?"
    r"|(?:分别|分头)(?:负责|落实)|分工(?:负责|落实|协作)|各负其责"
    r"|\s*,?\s*\b(?:respectively\s+)?(?:according\s+to|in\s+accordance\s+with|based\s+on|as\s+per|within|under|for|with|by)"
    r"\s+(?:the\s+|their\s+|its\s+)?(?:own\s+|respective\s+|relevant\s+|assigned\s+)*"
    r"(?:division\s+of\s+(?:labou?r|responsibilit(?:y|ies)|duties|work|functions|tasks)"
    r"|(?:responsibilit(?:y|ies)|duty|duties|functions|mandates?|roles?)(?:\s+and\s+(?:duties|responsibilities|functions))?)"
    r"|\b(?:respectively|separately)\b",
    re.IGNORECASE,
)
# "A leads", said behind the names.
LEADS = re.compile(r"牵头|\btak(?:es?|ing)\s+the\s+lead\b|\b(?:is|are)\s+the\s+lead", re.IGNORECASE)
PARTICIPATES = re.compile(r"参与|参加|配合|协助|\bparticipat|\bassist|\bcooperat", re.IGNORECASE)
# All that is said beside the names; every piece parts two names, or ends them.
FILLING = re.compile(
    r"(?:共同)?牵头(?:负责|落实|组织实施|实施|推进|单位|部门)*"
    r"|(?:共同|组织|协同)?负责(?:落实|组织实施|实施|推进|指导)?"
    r"|(?:参与|参加|配合|协助|协同|协办|主办|会同|责任|落实)(?:单位|部门|实施|落实|负责)?"
    r"|组织(?:实施|落实|开展)|共同|(?:^|(?<=[，,；;、]))\s*由"
    r"|\b(?:(?:is|are|be|shall\s+be|will\s+be|to\s+be)\s+)?(?:(?:each|jointly|mainly|primarily|together)\s+)*responsible"
    r"(?:\s+for\s+(?:this|it|(?:the\s+)?(?:implementation|work|task)))?(?:\s+by\b)?"
    r"(?:\s+(?:units?|departments?|agency|agencies|part(?:y|ies)|bod(?:y|ies))\b)?"
    r"|\b(?:is|are)\b(?=\s*(?:;|$))|\bresponsibilit(?:y|ies)(?:\s+of\b)?|\bjointly\b"
    r"|\b(?:(?:is|are)\s+)?in\s+charge(?:\s+of\s+(?:this|it|implementation))?"
    r"|\btak(?:es?|ing)\s+the\s+lead|\b(?:is|are)\s+the\s+lead(?:ing)?(?:\s+(?:unit|department|agency))?"
    r"|\b(?:to\s+be\s+|is\s+|are\s+)?led\s+by|\blead(?:ing)?\s+(?:units?|departments?|agency|agencies|bod(?:y|ies))"
    r"|\bleads?(?=\s*(?:[,;:]|$|and\b))"
    r"|\bwith\s+the\s+(?:participation|support|cooperation|assistance)\s+of"
    r"|\b(?:participat|cooperat|assist)(?:es?|ing|s)?(?:\s+(?:units?|departments?|agencies))?\b",
    re.IGNORECASE,
)
# The closing sentence on what the order means: 列第一位的部门为牵头部门.
LEAD_RULE = re.compile(
    r"(?:第一|首位|首个).{0,40}牵头|牵头.{0,40}(?:第一|首位|首个)"
    r"|\bfirst\b[^.]{0,120}\blead|\blead[^.]{0,120}\bfirst\b",
    re.IGNORECASE | re.DOTALL,
)
BODY = re.compile(r"部门|单位|department|agenc|unit|ministr|bod(?:y|ies)", re.IGNORECASE)


def is_lead_rule(sentence: str) -> bool:
    """Whether a sentence says that of several departments the first named leads."""
    plain = simplified(sentence)
    return bool(LEAD_RULE.search(plain) and BODY.search(plain))


def speaks_of_responsibility(inside: str) -> bool:
    """Whether a bracket says that somebody is responsible or leads."""
    return bool(CUE.search(simplified(inside))) and not is_lead_rule(inside)


def is_divided(inside: str) -> bool:
    """Whether a bracket says that each agency is responsible for its own part."""
    return bool(DIVIDED.search(simplified(inside)))


def without_wording(inside: str) -> str:
    """The names in a bracket alone, with a semicolon wherever other words stood between them."""
    for pattern in (DIVIDED, FILLING):
        spans = [found.span() for found in pattern.finditer(simplified(inside))]
        for start, end in reversed(spans):
            inside = f"{inside[:start]} ; {inside[end:]}"
    return inside


def lead_and_others(inside: str) -> tuple[int | None, int | None]:
    """Where a bracket says that those before it lead, and where that others take part."""
    plain = simplified(inside)
    lead, others = LEADS.search(plain), PARTICIPATES.search(plain)
    return lead.start() if lead else None, others.start() if others else None
