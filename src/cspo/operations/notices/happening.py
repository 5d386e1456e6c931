"""The page of what an object did: a break-up, a re-entry, a manoeuvre, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspo.operations.language import Speech
from cspo.operations.notices.outlook import is_supposed, names_in, outlook
from cspo.operations.notices.page import Head, Page, blocks, labelled, listed, set_page
from cspo.records.bodies.activity import BehaviorEventBody
from cspo.records.bodies.planning import AssessmentBody
from cspo.time import Epoch

__all__ = ["happening_page"]


def happening_page(
    body: BehaviorEventBody,
    head: Head,
    speech: Speech,
    *,
    names: Mapping[str, str],
    remarks: str = "",
    assessments: Sequence[AssessmentBody] = (),
) -> Page:
    """The page of something that one or more objects did.

    What a record says in words stands there as it was said: nobody translates a report.

    Parameters
    ----------
    assessments : sequence of AssessmentBody
        What follows from it. Where one says that the event is supposed, so does the title;
        what they call the objects holds where *names* do not say it.

    Raises
    ------
    UsageError
        Where it is more than a page.
    """
    names = {**names_in(assessments), **names}
    objects = [f"{names[each]} ({each})" if names.get(each) else each for each in body.objects]
    who = [names.get(each) or each for each in body.objects]
    title = speech.say(
        "notice.behavior", what=speech.say(f"behavior.{body.what}"),
        objects=speech.listed(who) if who else speech.say("notice.unknown_objects"),
    )  # fmt: skip
    supposed = is_supposed(assessments)
    if supposed:
        title = speech.say("notice.supposed_title", title=title)
    begin, end = (speech.instant(Epoch.from_utc(t)) for t in (body.start_utc, body.stop_utc))
    if body.start_utc == body.stop_utc:
        facts = labelled(speech.say("notice.at"), begin, speech)
    else:
        span = speech.say("notice.from_to", begin=begin, end=end)
        facts = labelled(speech.say("notice.between"), span, speech)
    facts += labelled(
        speech.say("notice.certainty"), speech.say(f"confidence.{body.confidence}"), speech
    )
    if body.pieces is not None:
        facts += labelled(speech.say("notice.pieces"), speech.number(body.pieces), speech)
    if body.delta_v_km_s is not None:
        dv = speech.say("unit.m_s", n=speech.number(body.delta_v_km_s * 1e3, 1))
        facts += labelled(speech.say("notice.delta_v"), dv, speech)
    if body.least_range_km is not None:
        facts += labelled(speech.say("notice.miss"), speech.distance(body.least_range_km), speech)
    text = blocks(
        [speech.say("notice.supposed")] if supposed else [],
        listed(speech.say("notice.objects"), objects, speech),
        facts,
        outlook(assessments, speech),
        labelled(speech.say("notice.reported"), body.text, speech) if body.text else [],
        labelled(speech.say("notice.remarks"), remarks, speech) if remarks else [],
    )
    return set_page(title, text, speech.say("notice.holds"), head, speech)
