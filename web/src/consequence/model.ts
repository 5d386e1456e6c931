/** What the node answers of studies, as its own document has it (`npm run types`). */
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type BreakupAsked = Readonly<Schemas["BreakupAsked"]>;
export type BreakupResult = Readonly<Schemas["BreakupResult"]>;
export type ClosureSpan = Readonly<Schemas["ClosureSpan"]>;
export type CriticalLine = Readonly<Schemas["CriticalLine"]>;
export type CrossedLine = Readonly<Schemas["CrossedLine"]>;
export type DecayView = Readonly<Schemas["DecayView"]>;
export type DensityView = Readonly<Schemas["DensityView"]>;
export type Drafted = Readonly<Schemas["Drafted"]>;
export type EnvironmentAsked = Readonly<Schemas["EnvironmentAsked"]>;
export type EnvironmentResult = Readonly<Schemas["EnvironmentResult"]>;
export type GabbardView = Readonly<Schemas["GabbardView"]>;
export type HistoryView = Readonly<Schemas["HistoryView"]>;
export type Kept = Readonly<Schemas["Kept"]>;
export type LaunchAsked = Readonly<Schemas["LaunchAsked"]>;
export type LaunchDay = Readonly<Schemas["LaunchDay"]>;
export type LaunchResult = Readonly<Schemas["LaunchResult"]>;
export type LaunchSiteView = Readonly<Schemas["LaunchSiteView"]>;
export type LossLine = Readonly<Schemas["LossLine"]>;
export type PositioningView = Readonly<Schemas["PositioningView"]>;
export type ServiceLine = Readonly<Schemas["ServiceLine"]>;
export type ServicesAsked = Readonly<Schemas["ServicesAsked"]>;
export type ServicesResult = Readonly<Schemas["ServicesResult"]>;
export type ShellSnapshot = Readonly<Schemas["ShellSnapshot"]>;
export type StudyLine = Readonly<Schemas["StudyLine"]>;
export type StudyView = Readonly<Schemas["StudyView"]>;
export type WarnLine = Readonly<Schemas["WarnLine"]>;
export type CallLine = WarnLine["call"][number];
export type WhatView = Readonly<Schemas["WhatView"]>;
export type WindowView = Readonly<Schemas["WindowView"]>;
export type StudyKind = StudyLine["kind"];
export type Language = "en" | "fr" | "ja";

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
