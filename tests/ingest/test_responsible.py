"""Brackets: who is responsible, in which order, and how they share it."""

import pytest

from service.ingest.mentions import split_names
from service.ingest.responsible import Reader, Share, split_responsible
from service.names import Names

JOINT, SOLE, DIVIDED = "joint", "sole", "divided"


def split(text: str, names: Names, *, last: bool = False) -> Share:
    return split_responsible(
        text, 1, lambda place: 1 + text.count("\n", 0, place), Reader.of(names, None, None), last=last
    )


@pytest.mark.parametrize(
    ("bracket", "agencies", "responsibility"),
    [
        ("（司法部负责）", "MOJ", SOLE),
        ("（司法部按职责分工负责）", "MOJ", SOLE),
        ("（司法部、财政部负责）", "MOJ MOF", JOINT),
        ("（财政部、司法部按职责分工负责）", "MOF MOJ", DIVIDED),
        ("（财政部、司法部按照职责分工分别负责）", "MOF MOJ", DIVIDED),
        ("（财政部、司法部分别负责）", "MOF MOJ", DIVIDED),
        ("（财政部、司法部依职责负责）", "MOF MOJ", DIVIDED),
        ("（财政部、司法部各负其责）", "MOF MOJ", DIVIDED),
        ("（财政部、司法部等部门负责）", "MOF MOJ OTHER", JOINT),
        ("（财政部、司法部等单位按职责分工负责）", "MOF MOJ OTHER", DIVIDED),
        ("（财政部、司法部等9个部门按职责分工负责）", "MOF MOJ OTHER", DIVIDED),
        ("（财政部、司法部等按职责分工负责）", "MOF MOJ OTHER", DIVIDED),
        ("（财政部、司法部及其他有关部门负责）", "MOF MOJ OTHER", JOINT),
        ("（财政部等部门、司法部负责）", "MOF MOJ OTHER", JOINT),
        ("（财政部牵头）", "MOF", SOLE),
        ("（财政部牵头负责，司法部、教育部参与）", "MOF MOJ MOE", JOINT),
        ("（财政部牵头，司法部等部门按职责分工负责）", "MOF MOJ OTHER", DIVIDED),
        ("（财政部牵头，会同司法部组织实施）", "MOF MOJ", JOINT),
        ("（由财政部会同司法部负责落实）", "MOF MOJ", JOINT),
        ("（牵头单位：财政部；参与单位：司法部、教育部）", "MOF MOJ MOE", JOINT),
        ("（责任单位：财政部，司法部）", "MOF MOJ", JOINT),
        ("（国家发展改革委和工业和信息化部、人力资源和社会保障部负责）", "NDRC MIIT MOHRSS", JOINT),
        ("（中央宣传部（国家版权局）、文化和旅游部负责）", "CPD MCT", JOINT),
        ("（财政部、\n  司法\n部负责）", "MOF MOJ", JOINT),
        ("(財政部、司法部按職責分工負責)", "MOF MOJ", DIVIDED),
        ("（財政部牽頭，司法部參與）", "MOF MOJ", JOINT),
        ("（財政部等部門負責）", "MOF OTHER", JOINT),
        ("（联席会议办公室、联席会议成员单位负责）", "JCO JCM", JOINT),
        ("(The Ministry of Justice is responsible)", "MOJ", SOLE),
        ("(Ministry of Justice)", "MOJ", SOLE),
        ("(MOJ, MOF and SAMR are responsible)", "MOJ MOF SAMR", JOINT),
        ("(The Ministry of Justice, the Ministry of Finance, and the Ministry of Education are "
        "responsible.)", "MOJ MOF MOE", JOINT),
        ("(The Ministry of Justice and the Ministry of Finance are responsible according to the division of "
        "responsibilities)", "MOJ MOF", DIVIDED),
        ("(The Ministry of Justice and the Ministry of Finance are responsible according to their respective "
        "duties.)", "MOJ MOF", DIVIDED),
        ("(The Ministry of Justice and the Ministry of Finance are responsible for their respective "
        "duties)", "MOJ MOF", DIVIDED),
        ("(The Ministry of Justice and the Ministry of Finance are respectively responsible)", "MOJ MOF", DIVIDED),
        ("(The Ministry of Justice is responsible according to its duties)", "MOJ", SOLE),
        ("(Responsible by the Ministry of Justice, the Ministry of Finance, and SAMR)", "MOJ MOF SAMR", JOINT),
        ("(Responsible departments: Ministry of Justice, Ministry of Finance)", "MOJ MOF", JOINT),
        ("(Ministry of Justice, Ministry of Finance and other departments are responsible)", "MOJ MOF OTHER", JOINT),
        ("(Ministry of Justice, Ministry of Finance, and other relevant units, are responsible for their respective "
        "duties)", "MOJ MOF OTHER", DIVIDED),
        ("(Ministry of Justice, Ministry of Finance, etc. are responsible)", "MOJ MOF OTHER", JOINT),
        ("(The Ministry of Justice takes the lead, and the Ministry of Finance and SAMR "
        "participate)", "MOJ MOF SAMR", JOINT),
        ("(Led by the Ministry of Justice, with the participation of the Ministry of Finance)", "MOJ MOF", JOINT),
        ("(The Ministry of Justice as well as the Ministry of Finance is responsible)", "MOJ MOF", JOINT),
        ("(The State Administration of Radio, Film and Television is responsible)", "NRTA", SOLE),
        ("(State Administration of Science, Technology and Industry for National Defense, State Administration of "
        "Radio, Film, "
         "and Television and Ministry of Culture and Tourism)", "SASTIND NRTA MCT", JOINT),
        ("(The\u00a0Ministry  of\nJustice is\nresponsible)", "MOJ", SOLE),
        ("（The Ministry of Justice is responsible)", "MOJ", SOLE),
    ],
)  # fmt: skip
def test_brackets(bracket: str, agencies: str, responsibility: str, names: Names) -> None:
    for text, outcome in (("Do it. ", "Do it."), ("做好（试行）某事。", "做好（试行）某事。"), ("Do it\n", "Do it")):
        share = split(f" {text}{bracket}", names)
        assert (share.text, share.agencies, share.responsibility) == (outcome, tuple(agencies.split()), responsibility)
        assert not [finding for finding in share.findings if finding.level == "error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Act (Trial). (The Ministry of Justice is responsible).", "Act (Trial)."),
        ("Act (2025-2030) . (The Ministry of Justice is responsible.) ", "Act (2025-2030) ."),
        ("Act (The Ministry of Justice is responsible).", "Act."),
        ("做好某事（司法部负责）。", "做好某事。"),
        ("做好某事。（司法部负责）。", "做好某事。"),
        ("做好某事；（司法部负责）；", "做好某事；"),
        ("Work with the office (CNIPA) on it. (The Ministry of Justice is responsible)", "Work with the office "
        "(CNIPA) on it."),
        ("Name those responsible (the main responsibilities of platforms). (Ministry of Justice)",
         "Name those responsible (the main responsibilities of platforms)."),
    ],
)  # fmt: skip
def test_text(text: str, expected: str, names: Names) -> None:
    share = split(text, names)
    assert (share.text, share.agencies) == (expected, ("MOJ",))


def test_behind_the_last_task_anything_may_follow(names: Names) -> None:
    tail = "\nThe text is here (Chinese only). By the office (The Ministry of Finance is responsible)"
    text = f"Act. (The Ministry of Justice is responsible){tail}"
    share = split(text, names, last=True)
    assert (share.agencies, text[share.rest :]) == (("MOJ",), tail)
    bare = "Act. (Ministry of Justice) In the above-mentioned tasks, the first leads (CNIPA)."
    assert split(bare, names, last=True).agencies == ("MOJ",)


def test_a_bracket_with_the_lead_rule_is_none(names: Names) -> None:
    text = "做好某事。（司法部负责）\n（上述任务由多个部门负责的，列第一位的部门为牵头部门）"
    share = split(text, names, last=True)
    assert (share.text, share.agencies) == ("做好某事。", ("MOJ",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("State Administration of Beta, Gamma and Delta", "BBB"),
        ("Ministry of Alpha, State Administration of Beta, Gamma, and Delta", "AAA BBB"),
        ("State Administration of Beta, Gamma and Delta and Ministry of Alpha and others", "BBB AAA OTHER"),
        ("甲部、乙和丙局", "AAA BBB"),
        ("乙和丙局和甲部", "BBB AAA"),
        ("甲部及乙和丙局等", "AAA BBB OTHER"),
        ("甲部/乙和丙局", "AAA BBB"),
        ("", ""),
        ("、、, and ;", ""),
        ("等", "OTHER"),
    ],
)
def test_the_whole_list_resolves_where_it_can(text: str, expected: str, few_names: Names) -> None:
    mentions = split_names(text, few_names.resolve)
    assert [mention.match.code if mention.match else None for mention in mentions] == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ministry of Alpha, Ministry of Omega", ["Ministry of Omega"]),
        ("Ministry of Omega and Psi, Ministry of Alpha", ["Ministry of Omega and Psi"]),
        ("the Ministry of Omega and the Ministry of Psi", ["the Ministry of Omega", "the Ministry of Psi"]),
        (
            "Administration of Press, Publication and Film, Ministry of Alpha",
            ["Administration of Press, Publication and Film"],
        ),
        ("甲部、丁部、戊部", ["丁部", "戊部"]),
        ("丁和戊部、甲部", ["丁和戊部"]),
    ],
)
def test_unknown_names_are_kept_whole(text: str, expected: list[str], few_names: Names) -> None:
    assert [mention.text for mention in split_names(text, few_names.resolve) if mention.match is None] == expected
