"""Confidentiality labels in NATO's XML, in and out.

Source: ADatP-4774 edition A version 1 (STANAG 4774), *Confidentiality Metadata
Label Syntax*, 2017; element names, types and what is mandatory from its
appendix 1.

A label says more than the syntax has words for; the rest travels in categories.

================  ===========  ==========================================
field             type         ``TagName``
================  ===========  ==========================================
releasable_to     PERMISSIVE   ``Releasable To``
caveats           RESTRICTIVE  ``Caveat``
orcon, held       RESTRICTIVE  ``Dissemination Control``: ORCON, HELD
policy_version    INFORMATIVE  ``Policy Version``
originators       INFORMATIVE  ``Originator``
derived_from      INFORMATIVE  ``Derived From``
reason            INFORMATIVE  ``Reason``
================  ===========  ==========================================

A permissive category that is missing permits everybody, in the standard's
words. A held label therefore carries the restrictive value ``HELD``, which
nobody holds, and on the way in a label without release list is held.

What can't be carried whole isn't carried: a category, element or attribute
that has no place in a label refuses the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError, SubElement, XMLParser, tostring

from cspo.errors import MalformedMessage, UsageError
from cspo.markings.label import Label, make_label
from cspo.markings.parties import Group, expand
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.time import Epoch

__all__ = ["NAMESPACE", "from_xml", "to_xml"]

NAMESPACE: Final = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
"""Of every element; attributes have none."""

_LONGEST: Final = 65_536
_ROOT: Final = "originatorConfidentialityLabel"
_NATO: Final = ("NATO", "urn:oid:1.3.26.1.3.1")

_RELEASABLE: Final = "Releasable To"
_CONTEXT: Final = "Context"
_CONTROL: Final = "Dissemination Control"
_TYPES: Final = {
    _RELEASABLE: "PERMISSIVE",
    _CONTEXT: "PERMISSIVE",
    "Caveat": "RESTRICTIVE",
    _CONTROL: "RESTRICTIVE",
    "Policy Version": "INFORMATIVE",
    "Originator": "INFORMATIVE",
    "Derived From": "INFORMATIVE",
    "Reason": "INFORMATIVE",
}
_ATTRIBUTES: Final = {
    _ROOT: frozenset({"Id", "ReviewDateTime"}),
    "PolicyIdentifier": frozenset({"URI"}),
    "Category": frozenset({"Type", "TagName", "URI"}),
    "OriginatorID": frozenset({"IDType"}),
}
_CHILDREN: Final = {
    _ROOT: ("ConfidentialityInformation", "OriginatorID", "CreationDateTime"),
    "ConfidentialityInformation": ("PolicyIdentifier", "Classification", "Category"),
    "Category": ("GenericValue",),
}
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_MARKUP: Final = re.compile(rb"<[!?]")
"""Document types, entities, comments, CDATA and processing instructions: none has a place."""
_DECLARATION: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml\s[^<>]*\?>")


def to_xml(
    label: Label,
    created: Epoch,
    *,
    originator_uri: str = "",
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> bytes:
    """The label as an ``originatorConfidentialityLabel``, in UTF-8.

    Parameters
    ----------
    label : Label
        What is written. Its level is written out, as in a banner.
    created : Epoch
        When it was set; the schema demands it.
    originator_uri : str
        A URI of who set it, where there is one (``OriginatorID``).
    rulebook : Rulebook
        What is known.

    Raises
    ------
    UsageError
        Where the rulebook does not know the label, or the label is NATO's:
        that policy demands a context that a list of parties does not have.
    """
    if unknown := rulebook.unknown_in(label):
        raise _unwritable(unknown.field, "what the rulebook knows", unknown.value)
    if label.policy == "NATO":
        raise _unwritable("policy", "a label of the coalition or of a nation", label.policy)
    if not originator_uri.isprintable():
        raise _unwritable("originator_uri", "characters that can be seen", repr(originator_uri))
    root = Element(f"s4774:{_ROOT}", {"xmlns:s4774": NAMESPACE})
    if label.review:
        root.set("ReviewDateTime", f"{label.review}T00:00:00Z")
    information = SubElement(root, "s4774:ConfidentialityInformation")
    _leaf(information, "PolicyIdentifier", label.policy)
    level = rulebook.by_id[label.policy].spell(label.classification)
    _leaf(information, "Classification", level)
    controls = ("ORCON",) * label.orcon + ("HELD",) * (not label.releasable_to)
    for tag, values in (
        (_RELEASABLE, label.releasable_to),
        ("Caveat", label.caveats),
        (_CONTROL, controls),
        ("Policy Version", (str(label.policy_version),)),
        ("Originator", label.originators),
        ("Derived From", label.derived_from),
        ("Reason", label.reason),
    ):
        if values:
            attributes = {"TagName": tag, "Type": _TYPES[tag]}
            category = SubElement(information, "s4774:Category", attributes)
            for value in values:
                _leaf(category, "GenericValue", value)
    if originator_uri:
        originator = _leaf(root, "OriginatorID", originator_uri)
        originator.set("IDType", "uniformResourceIdentifier")
    _leaf(root, "CreationDateTime", created.utc_iso(0))
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def from_xml(
    data: bytes,
    *,
    groups: Mapping[str, Group] | None = None,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Label:
    """The label that an ``originatorConfidentialityLabel`` holds.

    Parameters
    ----------
    data : bytes
        UTF-8, at most 64 KiB. Document types, entities, comments and
        processing instructions are refused.
    groups : mapping or None
        Groups that ``Releasable To`` and ``Context`` may name. They become
        their members at the label's own time of creation. Without them,
        whatever is no party is refused.
    rulebook : Rulebook
        What is known. A label that says no version is of the first.

    Raises
    ------
    MalformedMessage
        Where anything in it has no place in a label.
    """
    root = _parse(data)
    information = _only(root, "ConfidentialityInformation")
    categories = _categories(information)
    name = _text(information, "PolicyIdentifier")
    policy = rulebook.by_id.get(name)
    if policy is None:
        raise _malformed("PolicyIdentifier", "a known policy", name)
    uri = _only(information, "PolicyIdentifier").get("URI")
    if uri is not None and (name, uri) != _NATO:
        raise _malformed("PolicyIdentifier", "no URI but that of NATO's policy", uri)
    created = Epoch.from_utc(_text(root, "CreationDateTime"))
    version = categories.get("Policy Version", ["1"])
    if len(version) != 1 or not _VERSION.fullmatch(version[0]):
        raise _malformed("Policy Version", "one whole number", " ".join(version))
    controls = categories.get(_CONTROL, [])
    if not {"ORCON", "HELD"}.issuperset(controls) or len(set(controls)) != len(controls):
        raise _malformed(_CONTROL, "ORCON and HELD, each once", " ".join(controls))
    listed = [*categories.get(_RELEASABLE, []), *categories.get(_CONTEXT, [])]
    if listed and "HELD" in controls:
        raise _malformed(_RELEASABLE, "nobody, since it is held", " ".join(listed))
    try:
        label = make_label(
            policy.unspell(_text(information, "Classification")),
            expand(listed, groups or {}, created),
            policy=policy.id,
            policy_version=int(version[0]),
            orcon="ORCON" in controls,
            originators=categories.get("Originator", []),
            caveats=categories.get("Caveat", []),
            derived_from=categories.get("Derived From", []),
            review=_review(root),
            reason=categories.get("Reason", []),
        )
    except UsageError as error:
        raise _malformed(error.subject, error.expected, error.got) from error
    if unknown := rulebook.unknown_in(label):
        raise _malformed(unknown.field, "what the rulebook knows", unknown.value)
    return label


def _parse(data: bytes) -> Element:
    """The root, every name without its namespace, nothing in it that is not looked at later."""
    if len(data) > _LONGEST:
        raise _malformed("document", f"at most {_LONGEST} bytes", f"{len(data)}")
    if _MARKUP.search(_DECLARATION.sub(b"", data)):
        raise _malformed("document", "elements and text alone", "other markup")
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - without a document type, no entities
    try:
        data.decode("utf-8")
        parser.feed(data)
        root = parser.close()
    except (ParseError, ValueError) as error:
        raise _malformed("document", "well-formed XML in UTF-8", str(error)) from error
    for element in root.iter():
        _shed_namespace(element)
    if root.tag != _ROOT:
        raise _malformed("root", _ROOT, root.tag)
    for element in root.iter():
        _check(element)
    return root


def _shed_namespace(element: Element) -> None:
    namespace, brace, name = element.tag.rpartition("}")
    if not brace or namespace[1:] != NAMESPACE:
        raise _malformed("namespace", NAMESPACE, element.tag)
    element.tag = name


def _check(element: Element) -> None:
    """Refuse what the syntax does not have in this place."""
    allowed = _CHILDREN.get(element.tag, ())
    found = [child.tag for child in element]
    if any(tag not in allowed for tag in found) or sorted(found, key=allowed.index) != found:
        raise _malformed(element.tag, " ".join(allowed) or "text alone", " ".join(found))
    texts = [element.text if allowed else "", *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        raise _malformed(element.tag, "elements alone", "text between them")
    strange = sorted(set(element.keys()) - _ATTRIBUTES.get(element.tag, frozenset()))
    if strange:
        raise _malformed(element.tag, "the standard's attributes", " ".join(strange))


def _only(parent: Element, name: str) -> Element:
    found = parent.findall(name)
    if len(found) != 1:
        raise _malformed(name, "exactly one", f"{len(found)}")
    return found[0]


def _text(parent: Element, name: str) -> str:
    """The text of the one child of that name, white space collapsed as in an xs:token."""
    return " ".join((_only(parent, name).text or "").split())


def _categories(information: Element) -> dict[str, list[str]]:
    """Values by tag name, each tag once and of the type that the standard or the table gives."""
    categories: dict[str, list[str]] = {}
    for category in information.findall("Category"):
        tag, kind = category.get("TagName", ""), category.get("Type", "")
        if _TYPES.get(tag) != kind or tag in categories:
            raise _malformed("Category", "a known one, once and of its type", f"{tag} {kind}")
        categories[tag] = [value.text or "" for value in category]
        if len(set(categories[tag])) != len(categories[tag]):
            raise _malformed(tag, "each value once", "a value twice")
    return categories


def _review(root: Element) -> str:
    """UTC date of the review: an hour of that day falls on its beginning, never later."""
    text = root.get("ReviewDateTime")
    return Epoch.from_utc(text).utc_iso(0)[:10] if text is not None else ""


def _leaf(parent: Element, name: str, text: str) -> Element:
    leaf = SubElement(parent, f"s4774:{name}")
    leaf.text = text
    return leaf


def _unwritable(subject: str, expected: str, got: str) -> UsageError:
    return UsageError("write a label as XML", subject, expected=expected, got=got[:80])


def _malformed(keyword: str, expected: str, got: str) -> MalformedMessage:
    return MalformedMessage(
        "read a label from XML", expected=expected, got=got[:80], keyword=keyword[:80]
    )
