import { afterEach, expect, it, vi } from "vitest";

import { currentRoute, go, href, onRoute, parseRoute, patchParams } from "./router";

afterEach(() => go("watch"));

it.each([
  ["", "watch", [], ""], ["#/", "watch", [], ""], ["#/sky?object=25544&t=1", "sky", [], "object=25544&t=1"],
  ["#/conjunctions/event%3Aa~b%2F1", "conjunctions", ["event:a~b/1"], ""],
  ["#/records/%E0%A4", "records", ["%E0%A4"], ""],
])("%s", (hash, view, path, query) => {
  const route = parseRoute(hash);
  expect([route.view, route.path, route.params.toString()]).toEqual([view, path, query]);
});

it("makes addresses that it reads again, of any names", () => {
  const path = ["event:norad:1~norad:2@2024-11-01T06:30:00Z", "a b/c?d#e"];
  const route = parseRoute(href("conjunctions", path, { sort: "tca", none: null, empty: "" }));
  expect(route.path).toEqual(path);
  expect(route.params.toString()).toBe("sort=tca");
});

it("tells of each change once, and changes parameters without a step back", () => {
  const told = vi.fn();
  const end = onRoute(told);
  go("sky", [], { object: 25544 });
  go("sky", [], { object: 25544 });
  expect(told).toHaveBeenCalledTimes(1);
  const steps = history.length;
  patchParams({ t: 5, object: null });
  expect(history.length).toBe(steps);
  expect(currentRoute().params.toString()).toBe("t=5");
  end();
});
