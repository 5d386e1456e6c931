/** What a node may tell of plans and risk, for tests. */
import type {
  AssessmentView, AssumptionView, Likelihood, ObligationLine, OpinionView, PlanLine, PlanView, ReadinessLine, RiskRow, ScoreLine,
} from "../model";

export const NOW = "2026-12-01T12:00:00Z";
export const MARK = "U//REL TO AUS, USA";
export const RECORD = "ab".repeat(32);

export function likelihood(value: number | null, over: Partial<Likelihood> = {}): Likelihood {
  const [low, high] = value === null ? [null, null] : [value / 3, value * 3];
  return { low, value, high, unit: "1", days: 7, text: "1 - (1 - 2e-4)(1 - 1e-5)", ...over };
}

export function line(over: Partial<PlanLine> = {}): PlanLine {
  return {
    plan: "AUS/optus-watch", origin: "AUS", name: "optus-watch", title: "Optus stays", kind: "plan", record: RECORD, number: 2,
    state: "active", standing: "holds", since_utc: "2026-11-30T12:00:00Z", counts: { holds: 2 }, worst: "", flagged_utc: "",
    due_utc: "", due_what: "", left_s: null, owes: "", reviewed_utc: "", rests_on: [], carries: [], dependent: "holds", mark: MARK, ...over,
  };
}

export function assumption(over: Partial<AssumptionView> = {}): AssumptionView {
  const call = 'max_pc(asset="OPTUS 10", days=7)';
  return {
    number: 1, text: "Nothing comes close", expression: `${call} < 1e-4`, standing: "fails", since_utc: "2026-12-01T10:00:00Z",
    checked_utc: NOW, why: `Fails: ${call} is 2.1e-4, not below 1e-4 by 110 %.`, margin: -1.1,
    steps: [
      { depth: 0, text: `${call} < 1e-4`, holds: false, decides: true, why: "not below", evidence: [RECORD] },
      { depth: 1, text: call, holds: null, decides: true, why: "is 2.1e-4", evidence: [] },
    ],
    readings: [{ call, value: 2.1e-4, low: 9e-5, high: 4.8e-4, unit: "1", since_utc: "2026-12-01T10:00:00Z", text: "", evidence: [RECORD] }],
    evidence: [RECORD],
    history: [
      { at_utc: "2026-11-29T12:00:00Z", standing: "holds", margin: 0.5, why: "below", record: RECORD },
      { at_utc: "2026-12-01T10:00:00Z", standing: "fails", margin: -1.1, why: "not below", record: RECORD },
    ],
    flagged_utc: "2026-12-01T10:00:02Z", told: ["USA"], ...over,
  };
}

export function plan(over: Partial<PlanView> = {}): PlanView {
  return {
    ...line({ standing: "fails", counts: { fails: 1 }, due_utc: "2026-12-01T11:00:00Z", due_what: "answer", left_s: -3_600, owes: "AUS" }),
    objective: "Keep it there.", in_force_from: "", in_force_until: "", assumptions: [assumption()], steps: [], above: [], below: [],
    editions: [
      { number: 2, record: RECORD, made_utc: "2026-11-30T12:00:00Z", reason: "the limit is lower", standing: "current" },
      { number: 1, record: RECORD, made_utc: "2026-11-20T12:00:00Z", reason: "", standing: "superseded" },
    ],
    events: [{ at_utc: "2026-12-01T10:00:02Z", record: RECORD, what: "flagged", by: "AUS", text: "it fails", assumption: 1 }],
    deeds: ["review", "reaffirm", "amend", "retire"], ...over,
  };
}

export function opinion(origin: string, value: number | null, over: Partial<OpinionView> = {}): OpinionView {
  return {
    origin, records: [RECORD], likelihood: likelihood(value), gravity: "grave", confidence: "moderate", text: "Two encounters.",
    made_utc: "2026-12-01T11:00:00Z", until_utc: "", standing: "latest", mark: MARK, ...over,
  };
}

export function riskRow(name: string, opinions: OpinionView[], over: Partial<RiskRow> = {}): RiskRow {
  return {
    name, title: name, likelihood: opinions[0]?.likelihood ?? likelihood(null), gravity: "grave", confidence: "moderate",
    agreement: "disputed", disagree_text: "The ephemerides differ.", opinions, hazards: { conjunction: 2 }, assessments: 2, expired: 0,
    newest_utc: NOW, mark: MARK, ...over,
  };
}

export function assessment(over: Partial<AssessmentView> = {}): AssessmentView {
  return {
    record: RECORD, origin: "AUS", subject: "asset", name: "norad:40146", title: "OPTUS 10", hazard: "conjunction", nations: ["AUS"],
    services: ["broadcast"], likelihood: likelihood(2e-4), gravity: "grave", confidence: "moderate", standing: "latest",
    agreement: "disputed", made_utc: NOW, from_utc: NOW, until_utc: "2026-12-08T12:00:00Z", evidence: 2, mark: MARK,
    question: "How likely is it?", answer: "Likely enough.", findings: [], alternatives: [], method: "assess 1", owner: "AUS/optus",
    users: ["AUS"], criticality: "important", protections: [],
    evidence_lines: [
      { record: RECORD, kind: "conjunction", origin: "AUS", made_utc: NOW, text: "Pc 2e-4", standing: "latest", by: "", mark: MARK },
      { record: "cd".repeat(32), kind: "", origin: "", made_utc: "", text: "", standing: "hidden", by: "", mark: "" },
    ],
    opinions: [opinion("AUS", 2e-4), opinion("USA", 8e-6)],
    history: [
      { record: RECORD, origin: "AUS", made_utc: "2026-11-29T12:00:00Z", likelihood: likelihood(1e-5), gravity: "grave", confidence: "low", text: "" },
      { record: RECORD, origin: "AUS", made_utc: NOW, likelihood: likelihood(2e-4), gravity: "grave", confidence: "moderate", text: "a new element set" },
    ],
    superseded_by: "", left_behind: [], plans: ["AUS/optus-watch"], ...over,
  };
}

export function readiness(over: Partial<ReadinessLine> = {}): ReadinessLine {
  return {
    kind: "feed", name: "fra", title: "Feed of France", nation: "FRA", state: "down", since_utc: "2026-12-01T06:00:00Z",
    heard_utc: "2026-12-01T06:00:00Z", lag_s: 21_600, text: "No word.", qualifications: [], records: [RECORD], mark: MARK, ...over,
  };
}

export function obligation(over: Partial<ObligationLine> = {}): ObligationLine {
  return {
    obligation: "o1", kind: "report", owes: "AUS", to: "USA", text: "Report the loss", due_utc: "2026-12-01T11:00:00Z", left_s: -3_600,
    every_s: null, state: "late", since_utc: "2026-11-20T12:00:00Z", done_utc: "", plan: "", derived: false, records: [RECORD], yours: true, mark: MARK, ...over,
  };
}

export function score(over: Partial<ScoreLine> = {}): ScoreLine {
  return {
    name: "notice", title: "Maneuvers told", value: 0.92, unit: "1", done: 11, of: 12, target: 0.9, at_least: true, met: true,
    text: "Of those that were flown.", records: [RECORD], ...over,
  };
}
