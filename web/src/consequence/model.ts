/** What the node answers of studies, as `cspo.operations.consequence.results` and the routes have it. */
import type { Band } from "./bands";

export type { Band } from "./bands";

export type StudyKind = "breakup" | "launch" | "services" | "environment";
export type StudyState = "waiting" | "reckoning" | "done" | "failed" | "stopped";
export type Language = "en" | "fr" | "ja";

/** What a break-up leads to. */
export interface BreakupResult {
  readonly headline: string;
  readonly supposed: boolean;
  readonly kind: string;
  readonly at_utc: string;
  readonly what: WhatView;
  readonly other: WhatView | null;
  readonly relative_speed_km_s: number | null;
  readonly energy_j_g: number | null;
  readonly catastrophic: boolean | null;
  readonly altitude_km: number;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly pieces: readonly PiecesLine[];
  readonly gabbard: GabbardView;
  readonly density: DensityView;
  readonly over_m: number;
  readonly hours: number;
  readonly screened: number;
  readonly crossed: readonly CrossedLine[];
  readonly crossed_total: number;
  readonly any_hit: Band;
  readonly warn: readonly WarnLine[];
  readonly decay: DecayView;
  readonly services: readonly ServiceLine[];
  readonly basis: readonly string[];
  readonly limits: readonly string[];
}

/** Whom to call. */
export interface CallLine {
  readonly party: string;
  readonly role: string;
  readonly phone: string;
  readonly email: string;
}

/** Seconds of a window in which nobody launches. */
export interface ClosureSpan {
  readonly first_s: number;
  readonly last_s: number;
  readonly why: string;
  readonly object: string;
  readonly name: string;
  readonly miss_distance_km: number | null;
  readonly probability: number | null;
}

/** An object that would do most harm, by how likely it is hit. */
export interface CriticalLine {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly altitude_km: number;
  readonly mass_kg: number;
  readonly probability_per_year: number;
  readonly effect: number;
  readonly criticality: number;
}

/** An object that the pieces cross. */
export interface CrossedLine {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly party: string;
  readonly crewed: boolean;
  readonly maneuverable: boolean;
  readonly first_utc: string;
  readonly peak_utc: string;
  readonly probability: Band;
  readonly area_m2: number;
  readonly size_known: boolean;
  readonly altitude_km: number;
}

/** What stays up. */
export interface DecayView {
  readonly after_days: readonly number[];
  readonly in_orbit: readonly Band[];
  readonly half_days: Band;
  readonly until_days: number;
  readonly activity: string;
}

/** Pieces in a cubic kilometre, by altitude and time. */
export interface DensityView {
  readonly after_h: readonly number[];
  readonly edges_km: readonly number[];
  readonly expected_per_km3: readonly (readonly number[])[];
  readonly low_factor: number;
  readonly high_factor: number;
  readonly over_m: number;
}

/** How many objects there will be. */
export interface EnvironmentResult {
  readonly headline: string;
  readonly start_utc: string;
  readonly years: readonly number[];
  readonly species: readonly SpeciesView[];
  readonly edges_km: readonly number[];
  readonly first: Readonly<Record<string, readonly number[]>>;
  readonly last: Readonly<Record<string, readonly number[]>>;
  readonly stable: boolean | null;
  readonly critical: readonly CriticalLine[];
  readonly basis: readonly string[];
  readonly limits: readonly string[];
}

/** Pieces by period, a sample of at most 3,000; altitudes above 6,378.137 km. */
export interface GabbardView {
  readonly period_min: readonly number[];
  readonly perigee_km: readonly number[];
  readonly apogee_km: readonly number[];
  readonly length_m: readonly number[];
  readonly of: readonly number[];
  readonly total: number;
  readonly parent_period_min: number;
  readonly parent_perigee_km: number;
  readonly parent_apogee_km: number;
}

/** Catalogues of many years, by altitude: public counts, and the sky as it is now. */
export interface HistoryView {
  readonly edges_km: readonly number[];
  readonly snapshots: readonly ShellSnapshot[];
  readonly now: ShellSnapshot | null;
  readonly mark: string;
  readonly source: string;
}

/** The same window on a day after the event. */
export interface LaunchDay {
  readonly day_utc: string;
  readonly after_days: number;
  readonly closed_s: Band;
}

/** When a launch has to wait. */
export interface LaunchResult {
  readonly headline: string;
  readonly site: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly altitude_km: number;
  readonly inclination_deg: number;
  readonly azimuth_deg: number;
  readonly start_utc: string;
  readonly window_s: number;
  readonly ascent_s: number;
  readonly screened: number;
  readonly before: WindowView;
  readonly after: WindowView | null;
  readonly calendar: readonly LaunchDay[];
  readonly access_days: Band | null;
  readonly study: string;
  readonly basis: readonly string[];
  readonly limits: readonly string[];
}

/** A place from which one launches. */
export interface LaunchSiteView {
  readonly site: string;
  readonly name: string;
  readonly nation: string;
  readonly latitude_deg: number;
  readonly longitude_deg: number;
}

/** What a nation or a sector loses of a service. */
export interface LossLine {
  readonly service: string;
  readonly nation: string;
  readonly sector: string;
  readonly satellites: number;
  readonly lost: number;
  readonly loss: Band;
  readonly outage_h: Band;
  readonly substitutes: readonly string[];
  readonly money: Band | null;
  readonly currency: string;
}

/** Pieces from a size on. */
export interface PiecesLine {
  readonly over_m: number;
  readonly count: Band;
}

/** Part of a day with a position dilution of precision of at most 6, by place. */
export interface PositioningView {
  readonly system: string;
  readonly latitudes_deg: readonly number[];
  readonly longitudes_deg: readonly number[];
  readonly before: readonly (readonly number[])[];
  readonly after: readonly (readonly number[])[];
  readonly before_global: number;
  readonly after_global: number;
  readonly before_worst: number;
  readonly after_worst: number;
  readonly satellites: number;
  readonly lost: number;
}

/** A service that an event touches. */
export interface ServiceLine {
  readonly service: string;
  readonly kind: string;
  readonly satellites: readonly string[];
  readonly count: number;
  readonly of: number;
  readonly nations: readonly string[];
  readonly probability: Band;
}

/** What fails when satellites are lost. */
export interface ServicesResult {
  readonly headline: string;
  readonly at_utc: string;
  readonly lost: readonly string[];
  readonly nations: readonly LossLine[];
  readonly sectors: readonly LossLine[];
  readonly services: readonly LossLine[];
  readonly positioning: readonly PositioningView[];
  readonly basis: readonly string[];
  readonly limits: readonly string[];
}

/** The catalogue of one day, by altitude. */
export interface ShellSnapshot {
  readonly day: string;
  readonly objects: number;
  readonly mean_count: readonly number[];
  readonly density_per_km3: readonly number[];
}

/** Objects of one kind over the years. */
export interface SpeciesView {
  readonly species: string;
  readonly total: readonly Band[];
}

/** A party that must be warned, the one with least time or most at stake first. */
export interface WarnLine {
  readonly party: string;
  readonly owner: string;
  readonly objects: readonly string[];
  readonly count: number;
  readonly probability: Band;
  readonly first_utc: string;
  readonly crewed: boolean;
  readonly call: readonly CallLine[];
}

/** An object that broke up. */
export interface WhatView {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly mass_kg: number;
  readonly mass_from: string;
  readonly elements_age_s: number;
}

/** A window, with what closes it. */
export interface WindowView {
  readonly closed_s: number;
  readonly by_why_s: Readonly<Record<string, number>>;
  readonly spans: readonly ClosureSpan[];
  readonly spans_total: number;
}

/** Something broke up, or is supposed to have. */
export interface BreakupAsked {
  readonly object: string;
  readonly at_utc: string;
  readonly kind: "explosion" | "collision";
  readonly happened: "supposed" | "reported";
  readonly other: string;
  readonly mass_kg: number | null;
  readonly projectile_mass_kg: number | null;
  readonly relative_speed_km_s: number | null;
  readonly hours: number;
  readonly smallest_m: number;
  readonly lost: readonly string[];
  readonly seed: number;
}

/** A page to look at before anybody else does. */
export interface DraftAsked {
  readonly languages: readonly Language[];
  readonly remarks: Readonly<Record<string, string>>;
}

/** The page as it would go out. Nothing has: a person issues it with POST /api/v1/notices. */
export interface Drafted {
  readonly titles: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly records: readonly string[];
  readonly mark: string;
  readonly warn: readonly string[];
}

/** How many objects there will be, shell by shell. */
export interface EnvironmentAsked {
  readonly years: number;
  readonly launches_per_year: number | null;
  readonly disposal_success: number;
  readonly explosions_per_year: number | null;
  readonly seed: number;
}

/** The records that a study was kept as. */
export interface Kept {
  readonly event: string;
  readonly assessments: readonly string[];
  readonly mark: string;
}

/** When a launch has to wait. */
export interface LaunchAsked {
  readonly site: string;
  readonly altitude_km: number;
  readonly inclination_deg: number;
  readonly start_utc: string;
  readonly hours: number;
  readonly study: string;
  readonly seed: number;
}

/** What fails when satellites are lost. */
export interface ServicesAsked {
  readonly lost: readonly string[];
  readonly constellation: string;
  readonly at_utc: string;
  readonly seed: number;
}

/** A study in a list. */
export interface StudyLine {
  readonly id: string;
  readonly kind: StudyKind;
  readonly state: StudyState;
  readonly share: number;
  readonly step: string;
  readonly title: string;
  readonly asked_utc: string;
  readonly took_s: number;
  readonly yours: boolean;
  readonly mark: string;
  readonly fault: string;
  readonly hint: string;
  readonly records: readonly string[];
}

/** A study, whole: what was asked, and once it is done the result of its kind. */
export interface StudyView extends StudyLine {
  readonly breakup_asked: BreakupAsked | null;
  readonly launch_asked: LaunchAsked | null;
  readonly services_asked: ServicesAsked | null;
  readonly environment_asked: EnvironmentAsked | null;
  readonly breakup: BreakupResult | null;
  readonly launch: LaunchResult | null;
  readonly services: ServicesResult | null;
  readonly environment: EnvironmentResult | null;
}


/** A list in pages. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Whether a study is still on its way. */
export function isUnderWay(study: StudyLine | undefined): boolean {
  return study?.state === "waiting" || study?.state === "reckoning";
}

/** A name to show: its own, else the identity. */
export function called(thing: { readonly name: string; readonly object: string }): string {
  return thing.name || thing.object;
}

/** Where each kind of study stands on the page. */
export const PART_OF: Readonly<Record<StudyKind, string>> = {
  breakup: "break-up", launch: "launch", services: "services", environment: "shells",
};
