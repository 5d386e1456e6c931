"""Parties by their names, and groups by their dates."""

from __future__ import annotations

import pytest

from cspo.errors import UsageError
from cspo.markings import CSPO, NATIONS, Group, Membership, expand, is_party, sponsor_of
from cspo.time import Epoch


def utc(text: str) -> Epoch:
    return Epoch.from_utc(text)


def test_the_ten() -> None:
    assert " ".join(NATIONS) == "AUS CAN DEU FRA GBR ITA JPN NOR NZL USA"


@pytest.mark.parametrize("text", [*NATIONS, "GBR/acme-sat", "USA/1", "USA/" + "a" * 40, "FRA/-"])
def test_parties(text: str) -> None:
    assert is_party(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "GB", "GBRR", "gbr", "CHE", "CHE/acme", "GBR/", "GBR/Acme", "GBR/acme sat",
        "GBR/acme/x", "GBR/acmé", "/acme", "GBR//a", " GBR", "GBR ", "GBR\n", "GBR/a\n",
        "USA/" + "a" * 41, "GBR/٣", "CSPO", "AUS, FRA",
    ],
)  # fmt: skip
def test_no_parties(text: str) -> None:
    assert not is_party(text)


def test_other_nations_are_parties_where_they_are_known() -> None:
    assert is_party("CHE/acme", {"CHE"})
    assert not is_party("GBR", {"CHE"})


def test_sponsors() -> None:
    assert [sponsor_of(party) for party in ("GBR/acme-sat", "GBR")] == ["GBR", "GBR"]


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("2014-12-31T23:59:59", ""),
        ("2015-01-01", "AUS CAN GBR USA"),
        ("2016-01-01", "AUS CAN GBR NZL USA"),
        ("2020-02-10", "AUS CAN DEU GBR NZL USA"),
        ("2020-02-11", "AUS CAN DEU FRA GBR NZL USA"),
        ("2023-12-06", "AUS CAN DEU FRA GBR JPN NZL USA"),
        ("2023-12-07", " ".join(NATIONS)),
        ("2030-01-01", " ".join(NATIONS)),
    ],
)
def test_the_coalition_by_date(day: str, members: str) -> None:
    """As the defence ministries of the members announced it; see `cspo.markings.CSPO`."""
    assert CSPO.members_at(utc(day)) == tuple(members.split())
    assert CSPO.id == "CSPO"


def test_membership_begins_at_its_first_instant_and_ends_before_its_last() -> None:
    start, end = utc("2026-01-01"), utc("2026-02-01")
    group = Group("PAIR", (Membership("USA", start, end), Membership("AUS", start)))
    assert group.members_at(start - 1e-9) == ()
    assert group.members_at(start) == group.members_at(end - 1e-9) == ("AUS", "USA")
    assert group.members_at(end) == ("AUS",)


def test_who_left_and_came_back_is_a_member_once() -> None:
    a, b, c = (utc(f"202{n}-01-01") for n in (1, 2, 3))
    group = Group("PAIR", (Membership("USA", a, b), Membership("USA", b)))
    assert group.members_at(c) == group.members_at(a) == ("USA",)


@pytest.mark.parametrize(
    ("name", "party", "until"),
    [
        ("", "AUS", None),
        ("AUS", "AUS", None),
        ("AUS/guests", "AUS", None),
        ("PAIR", "CSPO", None),
        ("PAIR", "", None),
        ("PAIR", "AUS", "2026-01-01"),
        ("PAIR", "AUS", "2025-12-31"),
    ],
)
def test_groups_without_meaning(name: str, party: str, until: str | None) -> None:
    end = utc(until) if until else None
    with pytest.raises(UsageError, match="make a group"):
        Group(name, (Membership(party, utc("2026-01-01"), end),))


def test_a_group_becomes_its_members_at_the_moment_of_release() -> None:
    groups = {"CSPO": CSPO}
    assert expand(["CSPO"], groups, utc("2019-12-31")) == ("AUS", "CAN", "GBR", "NZL", "USA")
    assert expand(["FRA", "CSPO", "FRA/cnes", "AUS"], groups, utc("2016-01-01")) == (
        "AUS", "CAN", "FRA", "FRA/cnes", "GBR", "NZL", "USA",
    )  # fmt: skip
    assert expand([], groups, utc("2016-01-01")) == ()
    for name in ("FVEY", "all", "", "XYZ"):
        with pytest.raises(UsageError, match="expand a release list"):
            expand(["AUS", name], groups, utc("2016-01-01"))


def test_a_group_cannot_pose_as_a_party() -> None:
    assert expand(["AUS"], {"AUS": CSPO}, utc("2026-01-01")) == ("AUS",)
