/** Tables as CSV (RFC 4180), safe to open in a spreadsheet. */

/** One column of a table. */
export interface CsvColumn<R> {
  readonly title: string;
  readonly unit?: string;
  text(row: R): string;
}

/** A text that a spreadsheet would take for a formula, made one that it does not. */
export function guarded(text: string): string {
  // A plain negative number is no formula.
  if (/^[=+@\t\r\n]/.test(text) || (text.startsWith("-") && Number.isNaN(Number(text)))) {
    return `'${text}`;
  }
  return text;
}

/** One cell, quoted where it has to be. */
export function cell(text: string): string {
  const safe = guarded(text.replaceAll("−", "-"));
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The same table with two columns more: how high what is in it is marked, and whether it is real. */
export function stamped<R>(columns: readonly CsvColumn<R>[], level: string, mode: string): CsvColumn<R>[] {
  return [
    ...columns,
    { title: "Highest mark of this file", text: () => level || "not marked" },
    { title: "Mode of the node", text: () => mode || "unknown" },
  ];
}

/** The whole table; units stand in the headings. */
export function csv<R>(columns: readonly CsvColumn<R>[], rows: readonly R[]): string {
  const heads = columns.map((each) => cell(each.unit ? `${each.title} (${each.unit})` : each.title));
  const lines = rows.map((row) => columns.map((each) => cell(each.text(row))).join(","));
  return `${[heads.join(","), ...lines].join("\r\n")}\r\n`;
}
