import { expect, it } from "vitest";

import { lookInto } from "./oem";

const KVN = `CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2026-03-01T00:00:00
ORIGINATOR = NORDSAT

META_START
OBJECT_NAME = NORDSAT 1
OBJECT_ID = 1997-051C
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
START_TIME = 2026-03-01T12:00:00
STOP_TIME = 2026-03-01T12:02:00
META_STOP
2026-03-01T12:00:00 7000.0 0.0 0.0 0.0 7.5 0.0
2026-03-01T12:01:00 7000.0 450.0 0.0 0.0 7.5 1e-3
2026-03-01T12:02:00.5 7000.0 900.0 0.0 0.0 7.5 -0.0 0.1 0.2 0.3
COVARIANCE_START
EPOCH = 2026-03-01T12:00:00
COV_REF_FRAME = RTN
1e-4
COVARIANCE_STOP
`;

it("sees whose orbit it is, from when to when, in a file of lines", () => {
  const look = lookInto(KVN.replaceAll("\n", "\r\n"));
  expect(look.form).toBe("KVN");
  expect(look.originator).toBe("NORDSAT");
  expect(look.problems).toEqual([]);
  expect(look.segments).toEqual([{
    name: "NORDSAT 1", id: "1997-051C", frame: "EME2000", timeSystem: "UTC",
    start: "2026-03-01T12:00:00", stop: "2026-03-01T12:02:00", points: 3, covariances: 1,
  }]);
});

it("says what is missing", () => {
  const bare = KVN.replace(/COVARIANCE_START[^]*COVARIANCE_STOP\n/, "").replace(/OBJECT_ID.*\n/, "");
  expect(lookInto(bare).problems).toEqual([
    "no OBJECT_ID: it can't be joined to a known object.",
    "no covariance: conjunctions will ask for better data, never for a burn.",
  ]);
  expect(lookInto("CCSDS_OEM_VERS = 2.0\n").problems[0]).toContain("no segment");
  expect(lookInto("a letter").form).toBe("");
  expect(lookInto("").problems).toHaveLength(1);
});

it("reads XML without running anything of it", () => {
  const xml = `<?xml version="1.0"?><oem id="CCSDS_OEM_VERS" version="2.0"><header>
    <ORIGINATOR>NORDSAT</ORIGINATOR></header><body><segment><metadata><OBJECT_NAME>A &amp; B</OBJECT_NAME>
    <OBJECT_ID>1997-051C</OBJECT_ID><REF_FRAME>EME2000</REF_FRAME></metadata><data>
    <stateVector/><stateVector/><covarianceMatrix/></data></segment></body></oem>`;
  const look = lookInto(xml);
  expect([look.form, look.originator, look.segments[0]?.name]).toEqual(["XML", "NORDSAT", "A & B"]);
  expect([look.segments[0]?.points, look.segments[0]?.covariances]).toEqual([2, 1]);
});
