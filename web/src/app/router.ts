/**
 * What is looked at stands in the address, after `#`: `#/sky?object=25544`. So it can be kept,
 * sent to a colleague and gone back from, and nothing of it is sent to the node.
 */

/** A view, what of it, and how. */
export interface Route {
  readonly view: string;
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

export type RouteValue = string | number | boolean | null | undefined;
export type RouteParams = Readonly<Record<string, RouteValue>>;

/** Where one begins. */
export const HOME = "watch";

const heard = new Set<(route: Route) => void>();

/** The route that a hash names; anything else is the home view. */
export function parseRoute(hash: string): Route {
  const [before, query] = split(hash.replace(/^#\/?/, ""));
  const parts = before.split("/").filter(Boolean).map(decoded);
  return { view: parts[0] ?? HOME, path: parts.slice(1), params: new URLSearchParams(query) };
}

function split(text: string): [string, string] {
  const at = text.indexOf("?");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The route of now. */
export function currentRoute(): Route {
  return parseRoute(location.hash);
}

/** The address of a view, for links. */
export function href(view: string, path: readonly string[] = [], params: RouteParams = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  const parts = [view, ...path].map(encodeURIComponent).join("/");
  return `#/${parts}${text ? `?${text}` : ""}`;
}

/** Go there. */
export function go(
  view: string,
  path: readonly string[] = [],
  params: RouteParams = {},
  { replace = false }: { replace?: boolean } = {},
): void {
  moveTo(href(view, path, params), replace);
}

/** Change some parameters of where one is; null takes one away. Back does not undo it. */
export function patchParams(
  changes: RouteParams,
  { replace = true }: { replace?: boolean } = {},
): void {
  const route = currentRoute();
  const params: Record<string, RouteValue> = Object.fromEntries(route.params);
  moveTo(href(route.view, route.path, { ...params, ...changes }), replace);
}

/** Run this whenever the route changes; returns what ends that. */
export function onRoute(run: (route: Route) => void): () => void {
  heard.add(run);
  return () => heard.delete(run);
}

function moveTo(hash: string, replace: boolean): void {
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  tell();
}

let told = location.hash;

function tell(): void {
  if (location.hash === told) return;
  told = location.hash;
  const route = currentRoute();
  for (const run of heard) run(route);
}

// Links and the browser's own buttons; what `moveTo` does, it tells itself.
window.addEventListener("hashchange", tell);
window.addEventListener("popstate", tell);
