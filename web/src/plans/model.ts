/** What the node answers of plans, risk and readiness, as its own document has it. */
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type ActionAsked = Readonly<Schemas["ActionAsked"]>;
export type AssessmentLine = Readonly<Schemas["AssessmentLine"]>;
export type AssessmentView = Readonly<Schemas["AssessmentView"]>;
export type AssumptionView = Readonly<Schemas["AssumptionView"]>;
export type ChangeLine = Readonly<Schemas["ChangeLine"]>;
export type DifferenceView = Readonly<Schemas["DifferenceView"]>;
export type EvidenceLine = Readonly<Schemas["EvidenceLine"]>;
export type ExpressionView = Readonly<Schemas["ExpressionView"]>;
export type FunctionLine = Readonly<Schemas["FunctionLine"]>;
export type HistoryPoint = Readonly<Schemas["HistoryPoint"]>;
export type Likelihood = Readonly<Schemas["LikelihoodView"]>;
export type MeanwhileLine = Readonly<Schemas["MeanwhileLine"]>;
export type ObligationLine = Readonly<Schemas["ObligationLine"]>;
export type OpinionView = Readonly<Schemas["OpinionView"]>;
export type PlanAmended = Readonly<Schemas["PlanAmended"]>;
export type PlanEvent = Readonly<Schemas["PlanEvent"]>;
export type PlanLine = Readonly<Schemas["PlanLine"]>;
export type PlanLink = Readonly<Schemas["PlanLink"]>;
export type PlanMade = Readonly<Schemas["PlanMade"]>;
export type PlanView = Readonly<Schemas["PlanView"]>;
export type ReadinessLine = Readonly<Schemas["ReadinessLine"]>;
export type ReadinessView = Readonly<Schemas["ReadinessView"]>;
export type ReadingView = Readonly<Schemas["ReadingView"]>;
export type RiskRow = Readonly<Schemas["RiskRow"]>;
export type RiskView = Readonly<Schemas["RiskView"]>;
export type ScoreLine = Readonly<Schemas["ScoreLine"]>;
export type ScorecardView = Readonly<Schemas["ScorecardView"]>;
export type StandingPoint = Readonly<Schemas["StandingPoint"]>;
export type StepLine = Readonly<Schemas["StepLine"]>;

export type Standing = PlanLine["standing"];
export type Deed = PlanView["deeds"][number];
export type By = RiskView["by"];
export type Gravity = RiskRow["gravity"];
export type Agreement = RiskRow["agreement"];
export type Hazard = Exclude<AssessmentLine["hazard"], "">;
export type ReadyState = ReadinessLine["state"];

/** A list in pages. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Records that change what these pages show. */
export const PLAN_KINDS = ["plan", "policy", "plan-finding", "assessment"] as const;

/** Whether it holds no more. */
export function isRetired({ state }: Pick<PlanLine, "state">): boolean {
  return state === "done" || state === "cancelled";
}

/** Whether somebody should have said something by now. */
export function isLate({ left_s }: { readonly left_s: number | null }): boolean {
  return left_s !== null && left_s < 0;
}
