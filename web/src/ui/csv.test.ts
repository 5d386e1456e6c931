import { expect, it } from "vitest";

import { cell, csv, stamped } from "./csv";

it.each([
  ["=1+1", "'=1+1"], ["+SUM(A1)", "'+SUM(A1)"], ["@x", "'@x"], ["-cmd", "'-cmd"], ["\tx", "'\tx"], ["\n=1", '"\'\n=1"'],
  ["-1.5", "-1.5"], ["−12.3", "-12.3"], ['say "no", twice', '"say ""no"", twice"'], ["a\nb", '"a\nb"'],
])("%s", (text, wanted) => expect(cell(text)).toBe(wanted));

it("has units in its headings and ends its lines as RFC 4180 asks", () => {
  const columns = [
    { title: "Miss", unit: "km", text: (row: number) => String(row) },
    { title: "Name", text: () => "=HYPERLINK()" },
  ];
  expect(csv(columns, [1, 2])).toBe("Miss (km),Name\r\n1,'=HYPERLINK()\r\n2,'=HYPERLINK()\r\n");
});

it("says how high it is marked and whether it is real, in each of its lines", () => {
  const columns = stamped([{ title: "Name", text: (row: string) => row }], "RESTRICTED", "EXERCISE");
  expect(csv(columns, ["a", "b"])).toBe(
    "Name,Highest mark of this file,Mode of the node\r\na,RESTRICTED,EXERCISE\r\nb,RESTRICTED,EXERCISE\r\n",
  );
  expect(csv(stamped([], "", ""), [0])).toContain("not marked,unknown");
});
