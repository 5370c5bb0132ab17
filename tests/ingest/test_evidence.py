"""What a passage says of volunteering, on sentences written for these tests."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.evidence import Suggestion
from eval.evidence import evaluate
from ingest.evidence import classify, rule_version

TRAPS = [
    ("en", "This second Voluntary National Review was discussed in ten towns."),
    ("en", "Forty-one countries volunteered to present a VNR in that year."),
    ("en", "Voluntary contributions covered a third of the budget."),
    ("en", "A voluntary carbon market was opened for forest owners."),
    ("en", "Clinics offer voluntary counselling and testing."),
    ("en", "The voluntary return of 300 families was completed."),
    ("en", "Parliament passed the Voluntary Pension Act."),
    ("en", "Half of the blood comes from voluntary non-remunerated blood donors."),
    ("en", "Farmers voluntarily gave up two fields."),
    ("en", "The project is funded by UNDP and the United Nations Volunteers programme."),
    ("zh", "本次自愿国别评估历时九个月。"),
    ("zh", "各国自愿捐款有所增加，并作出自愿承诺。"),
    ("zh", "高考志愿填报系统于六月开放，平行志愿共有六个。"),
    ("zh", "联合国志愿人员组织的预算由执行局核准。"),
    ("fr", "Le deuxième examen national volontaire a été rédigé par quatre ministères."),
    ("fr", "Les contributions volontaires et les retours volontaires ont diminué."),
    ("fr", "Une politique volontariste a limité les déplacements involontaires."),
    ("es", "El informe nacional voluntario se presentó en julio."),
    ("es", "Se aprobó la ley de interrupción voluntaria del embarazo."),
    ("ar", "قدم البلد استعراضه الوطني الطوعي الثالث."),
    ("ar", "الاستعراض الوطني التطوعي والمساهمات الطوعية والعودة الطوعية."),
    ("ru", "Добровольный национальный обзор подготовлен за год."),
    ("ru", "Добровольные взносы и добровольное возвращение граждан."),
    ("pt", "O relatório nacional voluntário trata do retorno voluntário."),
]

MENTIONS = [
    ("en", "The Voluntary National Review was read by volunteers."),  # both senses: the trap goes, the sentence stays
    ("en", "Volun\u00adteers came from three districts."),
    ("en", "Young people spend Sunday on voluntary work."),
    ("en", "National UN Volunteers were assigned to two ministries."),
    ("zh", "志 愿人员来自三个县。"),
    ("zh", "許多學生參加志願服務。"),
    ("zh", "自愿国别评估提到了志愿者。"),
    ("zh", "社区义工每周见面一次。"),
    ("fr", "Des volontaires venus de trois régions."),
    ("fr", "Les benevoles se réunissent le samedi."),
    ("es", "Los voluntarios se reúnen los sábados."),
    ("ar", "حضر المتطوّعون الجلسة."),
    ("ar", "ناقشت الجلسة العَمَلَ التَّطَوُّعِيَّ."),
    ("ru", "Встреча волонтёров прошла в мае."),
    ("ru", "Добровольчество обсуждалось на форуме."),
    ("pt", "Os voluntários encontram-se ao sábado."),
]

STRICT = [
    ("en", "The Volunteering Act of 2019 is in force.", "law"),
    ("en", "In 2021 the Cabinet approved the National Policy on Volunteerism.", "policy"),
    ("en", "The Third National Development Plan recognises volunteers as partners in adult education.", "plan"),
    ("en", "Volunteering has been integrated into the National Youth Strategy 2022–2027.", "strategy"),
    ("en", "The Government established a National Volunteer Corps with offices in all regions.", "institution"),
    ("en", "The minister launched the National Volunteer Policy, which will guide the ministries.", "policy"),
    ("en", "The adopted Growth Strategy provides for a volunteer scheme that will start next year.", "strategy"),
    ("en", "No amendment has been made to the existing Law on Volunteering.", "law"),
    ("zh", "2018年颁布的《志愿服务条例》已在全国实施。", "law"),
    ("zh", "第七个五年规划将志愿服务列为实施手段。", "plan"),
    ("zh", "政府去年出台了全国志愿服务政策。", "policy"),
    ("fr", "La loi n° 8-2015 relative au volontariat est en vigueur.", "law"),
    ("fr", "Le Plan national de développement, adopté en 2020, reconnaît le rôle des volontaires.", "plan"),
    ("es", "El Congreso aprobó en 2016 la Ley de Voluntariado.", "law"),
    ("es", "El Plan Nacional de Desarrollo 2021-2025 incluye el voluntariado entre sus medios.", "plan"),
    ("ar", "أصدرت الحكومة قانون العمل التطوعي في عام 2019.", "law"),
    ("ar", "اعتمد مجلس الوزراء الاستراتيجية الوطنية للعمل التطوعي.", "strategy"),
    ("ru", "В 2018 году принят Закон «О волонтёрской деятельности».", "law"),
    ("ru", "Правительство утвердило Концепцию развития добровольчества.", "strategy"),
    ("pt", "A Lei n.º 42 sobre o voluntariado foi aprovada em 2014.", "law"),
]

NOT_POLICY = [
    ("en", "The Government will introduce a law on volunteering."),  # intention
    ("en", "A draft Volunteer Policy is being prepared."),
    ("en", "Volunteering should be integrated into the National Development Plan."),
    ("en", "The National Volunteer Policy has not yet been adopted."),
    ("en", "There is no law on volunteering."),
    ("en", "A new national volunteer agency is needed."),
    ("en", "If States adopt a volunteer policy, volunteers will come."),
    ("en", "Encourages Member States to integrate volunteering into national development plans;"),
    ("en", "The UN Cooperation Framework 2022–2026 includes volunteering."),  # not the State's
    ("en", "The 2030 Agenda recognizes the role of volunteers."),
    ("en", "The company's volunteer policy gives staff two days."),
    ("en", "Parliament passed the Fisheries Act. Volunteers cleaned the harbour."),  # two facts side by side
    ("en", "Volunteers took part in the campaign of the Ministry of Health."),
    ("zh", "政府将制定志愿服务法。"),
    ("zh", "志愿服务条例草案正在征求意见。"),
    ("zh", "该国尚未通过志愿服务政策。"),
    ("zh", "建议将志愿服务纳入国家发展规划。"),
    ("zh", "联合国合作框架包括志愿服务。"),
    ("fr", "Un projet de loi sur le volontariat est en cours d’élaboration."),
    ("fr", "Le pays envisage de créer une agence nationale du volontariat."),
    ("es", "El proyecto de ley de voluntariado se encuentra en el Senado."),
    ("es", "Se propone crear un consejo nacional de voluntariado."),
    ("ar", "سيتم اعتماد استراتيجية وطنية للعمل التطوعي."),
    ("ru", "Планируется разработать закон о волонтёрской деятельности."),
    ("pt", "Será aprovada uma lei do voluntariado."),
]

LENIENT = [
    ("en", "The municipal volunteer strategy was adopted in 2020."),
    ("en", "The provincial government adopted the Provincial Volunteer Policy."),
    ("en", "The Volunteering Bill was passed by Parliament and is awaiting assent."),
    ("zh", "东湖市志愿服务条例已颁布。"),
]

CONTRIBUTIONS = [
    ("en", "Volunteers distributed water filters to 900 households."),
    ("en", "The census was carried out with the help of student volunteers."),
    ("en", "Volunteers play a vital role in adult education."),
    ("zh", "志愿者为老年人提供了上门服务。"),
    ("zh", "志愿服务在减贫中发挥了重要作用。"),
    ("fr", "Les volontaires ont participé à la campagne de vaccination."),
    ("es", "Los voluntarios distribuyeron alimentos en seis barrios."),
    ("ar", "شارك المتطوعون في توزيع المياه."),
    ("ru", "Волонтёры оказали помощь пожилым людям."),
    ("pt", "Os voluntários distribuíram alimentos em seis bairros."),
]

NO_CONTRIBUTION = [
    ("en", "Volunteers will distribute water filters next year."),
    ("en", "Volunteers could help the census."),
    ("en", "A workshop for volunteers was held in May."),
    ("zh", "志愿者将参与明年的普查。"),
    ("fr", "Les volontaires devront participer à la campagne."),
    ("es", "Los voluntarios deberán participar en el censo."),
]


@pytest.mark.parametrize(("language", "text"), TRAPS)
def test_what_is_only_called_voluntary_is_no_mention(language: str, text: str) -> None:
    suggestion = classify(text, language)
    assert not suggestion.mentions_volunteering
    assert suggestion.level == "L0_none"


@pytest.mark.parametrize(("language", "text"), MENTIONS)
def test_volunteering_is_seen_however_it_is_printed(language: str, text: str) -> None:
    assert classify(text, language).mentions_volunteering


@pytest.mark.parametrize(("language", "text", "kind"), STRICT)
def test_an_existing_instrument_that_holds_volunteering_counts(language: str, text: str, kind: str) -> None:
    suggestion = classify(text, language)
    assert suggestion.policy_integration
    assert suggestion.policy_lenient
    assert suggestion.instrument_type == kind
    assert suggestion.level == "L3_policy"


@pytest.mark.parametrize(("language", "text"), NOT_POLICY)
def test_an_instrument_that_is_intended_denied_or_not_the_states_does_not_count(language: str, text: str) -> None:
    suggestion = classify(text, language)
    assert suggestion.mentions_volunteering
    assert not suggestion.policy_integration


@pytest.mark.parametrize(("language", "text"), LENIENT)
def test_subnational_instruments_and_passed_bills_count_only_leniently(language: str, text: str) -> None:
    suggestion = classify(text, language)
    assert (suggestion.policy_integration, suggestion.policy_lenient) == (False, True)


@pytest.mark.parametrize(("language", "text"), CONTRIBUTIONS)
def test_what_volunteers_did_or_are_worth_is_a_contribution(language: str, text: str) -> None:
    assert classify(text, language).contribution


@pytest.mark.parametrize(("language", "text"), NO_CONTRIBUTION)
def test_what_volunteers_are_to_do_is_no_contribution(language: str, text: str) -> None:
    assert not classify(text, language).contribution


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "More than 4,000 volunteers are registered."),
        ("zh", "注册志愿者达到12000人。"),
        ("fr", "On compte 250 volontaires."),
    ],
)
def test_numbers_of_volunteers_are_measured_data(language: str, text: str) -> None:
    assert classify(text, language).measured_data


def test_a_year_before_volunteers_is_no_measured_data() -> None:
    assert not classify("Since 2019 volunteers meet every week.", "en").measured_data


def test_an_unknown_language_is_tried_in_all() -> None:
    assert classify("2018年颁布的《志愿服务条例》已在全国实施。", None).policy_integration
    assert classify("Los voluntarios distribuyeron alimentos.", "xx").mentions_volunteering


def test_the_instrument_is_named_as_printed() -> None:
    suggestion = classify("In 2021 the Cabinet approved the National Policy on Volunteerism.", "en")
    assert suggestion.instrument == "National Policy on Volunteerism"


def test_a_heading_only_widens_and_only_to_lenient() -> None:
    text = "Volunteers are insured on the way to their work."
    assert not classify(text, "en").policy_lenient
    under = classify(text, "en", ("4. Laws", "National Volunteer Policy 2022"))
    assert (under.policy_integration, under.policy_lenient) == (False, True)


def test_every_hit_points_at_what_fired_in_the_text_as_given() -> None:
    text = "Volun\u00adteers of the Voluntary National Review. 志 愿者"
    hits = {(hit.rule, text[hit.start : hit.end]) for hit in classify(text, None).hits}
    assert ("term", "Volun\u00adteers") in hits
    assert ("trap", "Voluntary National Review") in hits
    chinese = "在县里，志 愿者 与义工见面"
    assert [chinese[h.start : h.end] for h in classify(chinese, "zh").hits if h.rule == "term"] == ["志 愿者", "义工"]


WORDS = st.sampled_from(
    [
        "volunteers ",
        "Law on ",
        "Volunteering ",
        "will ",
        "adopted ",
        "志愿",
        "服务",
        " ",
        "。",
        "\u00ad",
        "é",
        "متطوّع ",
        "願",
        "12 ",
    ]
)


@given(st.lists(WORDS, max_size=25).map("".join), st.sampled_from([None, "en", "zh", "ar"]))
def test_any_text_gets_the_same_consistent_suggestion_twice(text: str, language: str | None) -> None:
    suggestion = classify(text, language)
    assert suggestion == classify(text, language)
    assert isinstance(suggestion, Suggestion)
    assert suggestion.rule_version == rule_version()
    assert suggestion.policy_lenient >= suggestion.policy_integration
    assert 0 <= suggestion.score <= 1
    assert all(0 <= hit.start < hit.end <= len(text) for hit in suggestion.hits)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "law on volunteers will be adopted " * 1500), ("zh", "志愿者" * 10000), ("en", "Volunteer Policy " * 2000)],
)
def test_a_passage_made_to_exhaust_the_rules_is_read_in_seconds(language: str, text: str) -> None:
    started = time.process_time()
    assert classify(text, language).mentions_volunteering
    assert time.process_time() - started < 10


def test_the_development_labels_are_reached(shared_data: Path) -> None:
    missed = [bar["what"] for bar in evaluate(shared_data, learned=False)["bars"] if not bar["reached"]]
    assert missed == []
