/** Over which longitude and latitude a nation's globe begins, degrees: the middle of its land. */
const HOMES: Readonly<Record<string, readonly [number, number]>> = {
  AUS: [134, -25], CAN: [-100, 50], DEU: [10, 45], FRA: [3, 42], GBR: [-2, 45],
  ITA: [12, 40], JPN: [138, 33], NOR: [12, 50], NZL: [173, -38], USA: [-98, 36],
};

/** Where a nation is looked at from. */
export function homeOf(nation: string): readonly [number, number] {
  return HOMES[nation] ?? [10, 20];
}
