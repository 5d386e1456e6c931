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

/** Write down what is owed, or an action that was agreed. */
export function agree(action: ActionAsked): Promise<unknown> {
  return post("obligations", action);
}

/** Say that it is met, or owed no more. */
export function settle(obligation: string, outcome: "met" | "waived", text: string): Promise<unknown> {
  return post(`obligations/${enc(obligation)}/settle`, { outcome, text });
}

/** How long a reason may be that an edition keeps, in one line, and one that is a word on an edition. */
export const [MOST_LINE, MOST_TEXT] = [200, 2_000];

/** Why a reason can't be signed as it stands; null: it can. It is never cut. */
export function reasonFault(reason: string, most: number): { title: string; detail: string } | null {
  if (!reason) return { title: "Say why", detail: "Who reads it later has to know." };
  if (reason.length <= most) return null;
  return { title: "Say it shorter", detail: `It has ${reason.length} characters; ${most} are kept.` };
}

/** An instant as people write it, `2026-12-01T06:00Z` or `2026-12-01 06:00`, as ISO 8601; null: none. */
export function utcOf(text: string): string | null {
  const bare = text.trim().replace(" ", "T");
  return bare ? (/(Z|[+-]\d\d:?\d\d)$/.test(bare) || /^\d{4}-\d\d-\d\d$/.test(bare) ? bare : `${bare}Z`) : null;
}
