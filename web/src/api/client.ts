/**
 * The node's interface. A path is what stands after `api/v1/` of this very node:
 * `get("warnings")`, `get("conjunctions/" + enc(event))`.
 */
import { ApiError, type Fault, unreachable } from "./errors";

export type Value = string | number | boolean | null | undefined;
export type Params = Readonly<Record<string, Value | readonly string[]>>;

/** How long the page waits for an answer, ms: the node itself gives up after 60 s. */
const TIMEOUT_MS = 65_000;

type Refusal = (error: ApiError) => void;
let onSignedOut: Refusal = () => undefined;

/** What is done when the node no longer knows who one is. */
export function whenSignedOut(run: Refusal): void {
  onSignedOut = run;
}

/** A part of a path: names of objects and events may hold anything. */
export function enc(part: string): string {
  return encodeURIComponent(part);
}

/** Where a path of the interface is, of this node or of a neighbour's (`"/FRA/"`). */
export function apiUrl(path: string, params: Params = {}, at = document.baseURI): URL {
  const url = new URL(`api/v1/${path}`, new URL(at, document.baseURI));
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) {
      for (const each of value as string[]) url.searchParams.append(name, each);
    } else if (value !== null && value !== undefined && value !== "") {
      url.searchParams.set(name, String(value));
    }
  }
  return url;
}

/** Ask and take the answer as JSON. */
export async function get<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return (await answer("GET", apiUrl(path, params), undefined, signal)).json() as Promise<T>;
}

/** Ask and take the answer as it is: columns, files. */
export async function bytes(
  path: string,
  params?: Params,
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  return (await answer("GET", apiUrl(path, params), undefined, signal)).arrayBuffer();
}

/** Ask and take the answer as a file, with what its head says of it. */
export async function file(path: string, params?: Params): Promise<{ data: ArrayBuffer; headers: Headers }> {
  const found = await answer("GET", apiUrl(path, params));
  return { data: await found.arrayBuffer(), headers: found.headers };
}

/** Ask and take the answer as text. */
export async function text(path: string, params?: Params, signal?: AbortSignal): Promise<string> {
  return (await answer("GET", apiUrl(path, params), undefined, signal)).text();
}

/** Send something new; a string or bytes go as they are, of the given type. */
export async function post<T>(
  path: string,
  body: unknown,
  { type, params, at }: { type?: string; params?: Params; at?: string } = {},
): Promise<T> {
  const elsewhere = at !== undefined;
  const sent = packed(body, type);
  return parsed<T>(await answer("POST", apiUrl(path, params, at), sent, undefined, elsewhere));
}

/** Whether somebody is signed in at a neighbour's node. */
export async function isEnteredAt(at: string): Promise<boolean> {
  try {
    await answer("GET", apiUrl("session", {}, at), undefined, undefined, true);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

/** Put something in the place of what is there. */
export async function put<T>(path: string, body: unknown): Promise<T> {
  return parsed<T>(await answer("PUT", apiUrl(path), packed(body)));
}

/** Take something away. */
export async function del(path: string): Promise<void> {
  await answer("DELETE", apiUrl(path));
}

interface Packed {
  body: BodyInit;
  type: string;
}

function packed(body: unknown, type?: string): Packed {
  if (type !== undefined) return { body: body as BodyInit, type };
  return { body: JSON.stringify(body), type: "application/json" };
}

async function parsed<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

async function answer(
  method: string,
  url: URL,
  sent?: Packed,
  signal?: AbortSignal,
  elsewhere = false,
): Promise<Response> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const request: RequestInit = {
    method,
    credentials: "same-origin",
    redirect: "error",
    signal: signal ? AbortSignal.any([signal, late]) : late,
  };
  if (sent) {
    request.body = sent.body;
    request.headers = { "Content-Type": sent.type };
  }
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable(error);
  }
  if (response.ok) return response;
  const error = new ApiError(response.status, await faultOf(response));
  if (error.status === 401 && !elsewhere) onSignedOut(error); // of a neighbour it says nothing of us
  throw error;
}

async function faultOf(response: Response): Promise<Partial<Fault>> {
  try {
    const body = (await response.json()) as { error?: Fault };
    return body.error ?? {};
  } catch {
    return { title: `The node answered with status ${response.status}` };
  }
}
