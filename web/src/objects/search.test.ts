import { afterEach, expect, it, vi } from "vitest";

import { Search } from "./search";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  window.history.replaceState(null, "", "#/watch");
});

it("goes to the best answer to all that was typed, not to one to its beginning", async () => {
  vi.stubGlobal("fetch", (url: URL) => {
    const q = url.searchParams.get("q") ?? "";
    const item = { object: `norad:${q.length}`, name: q, designator: "", owner: "", type: "", mark: "" };
    return Promise.resolve(new Response(JSON.stringify({ items: [item], total: 1 })));
  });
  const search = new Search();
  document.body.append(search);
  await search.updateComplete;
  const input = search.renderRoot.querySelector("input");
  const type = (text: string) => {
    if (input) input.value = text;
    input?.dispatchEvent(new Event("input"));
  };
  type("ISS");
  await vi.waitFor(() => expect(search.renderRoot.querySelector("strong")?.textContent).toBe("ISS"));
  type("ISS DEB");
  input?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  await vi.waitFor(() => expect(window.location.hash).toBe("#/objects/norad%3A7"));
});
