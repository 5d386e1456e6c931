"""Assessments and risk: what may happen to what a nation has, how likely, and who thinks so."""

from __future__ import annotations

from cspo.operations.assess.assessed import Assessed, Opinion, Standing
from cspo.operations.assess.assets import Asset, AssetKind, Assets, Service
from cspo.operations.assess.assets_file import load_assets, read_assets, sample_assets
from cspo.operations.assess.book import AssessBook
from cspo.operations.assess.chance import Chance, any_of, any_of_each, fewer_than, shortfall
from cspo.operations.assess.duty import AssessDuty

__all__ = [
    "AssessBook", "AssessDuty", "Assessed", "Asset", "AssetKind", "Assets", "Chance", "Opinion",
    "Service", "Standing", "any_of", "any_of_each", "fewer_than", "load_assets", "read_assets",
    "sample_assets", "shortfall",
]  # fmt: skip
