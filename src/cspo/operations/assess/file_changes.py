"""Whether the file of assets now asks for another record than the last one, whatever is likely."""

from __future__ import annotations

from cspo.markings.label import Label
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.assets import Asset, Assets, Service
from cspo.operations.assess.drafting import protections_of
from cspo.operations.store import DecisionQuery, OperationsUnit
from cspo.records.bodies.assessment import Hazard

__all__ = ["FileChanges"]


class FileChanges:
    """What the last records say of the file, against what the file says now.

    A node reads its file when it starts, so that what differs was made under another one.
    """

    def __init__(self) -> None:
        self._marks: dict[tuple[str, Hazard | None], Label] = {}

    def ask(
        self,
        unit: OperationsUnit,
        assets: Assets,
        what: Asset | Service,
        last: Assessed,
        mark: Label,
    ) -> bool:
        """Whether mark, release or words differ; each mark is asked for once only.

        A mark may come out stricter than what is known here, by evidence that holds more than it
        shows: that is no reason to make a record in each round.

        Parameters
        ----------
        last : Assessed
            The record that stands.
        mark : Label
            The one that it would get now.
        """
        key = (what.id, last.body.hazard)
        before, self._marks[key] = self._marks.get(key), mark
        if before == mark:
            return False
        if last.label != mark or _words(what, assets, mark) != _told(last, what):
            return True
        query = DecisionQuery(product_id=last.record_id, limit=1)
        return before is None and assets.shared and not unit.decisions(query)


def _words(what: Asset | Service, assets: Assets, mark: Label) -> tuple[object, ...]:
    services = assets.services_told(what.id, mark) if isinstance(what, Asset) else ()
    return (what.owner, what.criticality.value, services, protections_of(what))


def _told(last: Assessed, what: Asset | Service) -> tuple[object, ...]:
    body = last.body
    services = body.services if isinstance(what, Asset) else ()
    return (body.owner, body.criticality, services, body.protections)
