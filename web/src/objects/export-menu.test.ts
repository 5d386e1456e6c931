import { expect, it } from "vitest";

import { leftOutWords } from "./export-menu";

it("says how many objects a file lacks", () => {
  expect(leftOutWords(0, 5)).toBe("");
  expect(leftOutWords(NaN, 5)).toBe("");
  expect(leftOutWords(1, 5)).toContain("Of 5 objects 1 was left out");
  expect(leftOutWords(3, 500)).toContain("Of 500 objects 3 were left out");
});
