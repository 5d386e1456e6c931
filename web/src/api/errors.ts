/** What a node answers where it can't or won't: the one shape of `cspo.node.http.faults`. */
export interface Fault {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly field: string;
  readonly hint: string;
  readonly request: string;
}

/** An answer that is an error, or no answer at all (status 0). */
export class ApiError extends Error implements Fault {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly field: string;
  readonly hint: string;
  readonly request: string;

  constructor(status: number, fault: Partial<Fault>) {
    super([fault.title, fault.detail].filter(Boolean).join(": ") || `status ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = fault.code ?? "error";
    this.title = fault.title ?? "It went wrong";
    this.detail = fault.detail ?? "";
    this.field = fault.field ?? "";
    this.hint = fault.hint ?? "";
    this.request = fault.request ?? "";
  }
}

/** Any thrown thing as an error that can be shown. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiError(0, { code: "page", title: "The page itself went wrong", detail });
}

/** The node could not be reached. */
export function unreachable(cause: unknown): ApiError {
  return new ApiError(0, {
    code: "unreachable",
    title: "The node does not answer",
    detail: cause instanceof Error ? cause.message : String(cause),
    hint: "Is it running? The page tries again by itself.",
  });
}
