/** What somebody does with plans and obligations: every one of these is a signed record. */
import { enc, post } from "../api/client";
import type { ActionAsked, Deed, ExpressionView, PlanAmended, PlanMade } from "./model";

/** Review, reaffirm or retire the edition of this number; *path* is the plan's, ready for addresses. */
export function deed(path: string, what: Exclude<Deed, "amend">, number: number, reason: string, untilUtc: string | null): Promise<PlanMade> {
  const bodies = {
    review: { number, note: reason, next_utc: untilUtc },
    reaffirm: { number, reason, until_utc: untilUtc },
    retire: { number, reason },
  };
  return post<PlanMade>(`plans/${path}/${what}`, bodies[what]);
}

/** A new edition. */
export function amend(path: string, amended: PlanAmended): Promise<PlanMade> {
  return post<PlanMade>(`plans/${path}/amend`, amended);
}

/** How an expression would stand now, or where it is wrong, with what else the plan assumes *beside* it; nothing is kept. */
export function check(expression: string, beside: readonly string[]): Promise<ExpressionView> {
  return post<ExpressionView>("plans/check", { expression, beside });
}

/** Write down an action that was agreed. */
export function agree(action: ActionAsked): Promise<unknown> {
  return post("obligations", action);
}

/** Say that it is met, or owed no more. */
export function settle(obligation: string, outcome: "met" | "waived", text: string): Promise<unknown> {
  return post(`obligations/${enc(obligation)}/settle`, { outcome, text });
}

/** An instant as people write it, `2026-12-01T06:00Z` or `2026-12-01 06:00`, as ISO 8601; null: none. */
export function utcOf(text: string): string | null {
  const bare = text.trim().replace(" ", "T");
  return bare ? (/(Z|[+-]\d\d:?\d\d)$/.test(bare) || /^\d{4}-\d\d-\d\d$/.test(bare) ? bare : `${bare}Z`) : null;
}
