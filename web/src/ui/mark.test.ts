import { afterEach, expect, it } from "vitest";

import { levelOf, marks, portion } from "./mark";

afterEach(() => document.body.replaceChildren());

// As cspo.markings.portion_mark writes them.
it.each([
  [{ policy: "CSPO", classification: "S", releasable_to: ["AUS", "FRA"], orcon: true }, "S//OC/REL TO AUS, FRA"],
  [{ classification: "U", releasable_to: [] }, "U//HELD"],
  [{ classification: "R", releasable_to: ["AUS"], caveats: ["LIMDIS"] }, "R//LIMDIS/REL TO AUS"],
  [{ policy: "FRA", classification: "DR", releasable_to: ["FRA"] }, "//FRA DR//REL TO FRA"],
])("%o", (label, wanted) => expect(portion(label)).toBe(wanted));

it.each([
  ["S//REL TO AUS", "S"], ["(U//HELD)", "U"], ["//FRA DR//REL TO FRA", "FRA DR"], ["SECRET//HELD", "SECRET"],
])("the level of %s", (mark, level) => expect(levelOf(mark)).toBe(level));

it("ranks what nobody knows above all, so that nothing is shown too low", () => {
  expect(marks.highestOf(["U//HELD", "S//HELD", "R//HELD"])).toBe("S");
  expect(marks.highestOf(["TS//HELD", "//FRA DR//REL TO FRA"])).toBe("FRA DR");
  expect(marks.highestOf([])).toBe("");
});

it("knows what is on the screen, and what is no more", async () => {
  const mark = document.createElement("cspo-mark");
  mark.mark = "R//REL TO AUS";
  document.body.append(mark);
  await mark.updateComplete;
  expect(marks.highest()).toBe("R");
  mark.mark = "S//REL TO AUS";
  await mark.updateComplete;
  expect(marks.highest()).toBe("S");
  mark.remove();
  expect(marks.highest()).toBe("");
});

it("takes nothing from a component that is drawn once more after it was taken away", () => {
  const view = document.createElement("div");
  document.body.append(view);
  marks.show(view, ["S//HELD"]);
  view.remove();
  marks.show(view, ["S//HELD"]);
  expect(marks.highest()).toBe("");
});
