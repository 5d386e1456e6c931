/**
 * A look into an orbit ephemeris message (CCSDS 502.0) before it is sent, so that the wrong file is
 * seen at once. The node reads it in earnest; nothing that is found here is sent or kept.
 */

/** One segment: one object, from when to when. */
export interface Segment {
  readonly name: string;
  readonly id: string;
  readonly frame: string;
  readonly timeSystem: string;
  readonly start: string;
  readonly stop: string;
  readonly points: number;
  readonly covariances: number;
}

/** What the file seems to hold, and what looks wrong. */
export interface Look {
  readonly form: "KVN" | "XML" | "";
  readonly originator: string;
  readonly segments: readonly Segment[];
  readonly problems: readonly string[];
}

type Draft = { -readonly [K in keyof Segment]: Segment[K] };

const STATE = /^\s*\d{4}-\S+T\S+(\s+[-+.\dEe]+){6,9}\s*$/;
/** Bytes of one file, as the node takes it. */
export const MOST_BYTES = 16_000_000;

/** Look into a file's text. */
export function lookInto(text: string): Look {
  if (/^\uFEFF?\s*<(\?xml|oem|ndm)/.test(text)) return ofXml(text);
  if (/^\s*CCSDS_OEM_VERS\s*=/m.test(text)) return ofKvn(text);
  return { form: "", originator: "", segments: [], problems: ["It does not look like an OEM."] };
}

function empty(): Draft {
  return {
    name: "", id: "", frame: "", timeSystem: "", start: "", stop: "", points: 0, covariances: 0,
  };
}

const FIELDS: Readonly<Record<string, keyof Segment & ("name" | "id" | "frame" | "timeSystem" | "start" | "stop")>> = {
  OBJECT_NAME: "name", OBJECT_ID: "id", REF_FRAME: "frame", TIME_SYSTEM: "timeSystem",
  START_TIME: "start", STOP_TIME: "stop",
};

function ofKvn(text: string): Look {
  const segments: Draft[] = [];
  let originator = "";
  let covariance = false;
  for (const line of text.split("\n")) {
    const now = segments.at(-1);
    const [key = "", ...rest] = line.split("=").map((part) => part.trim());
    if (key === "META_START") segments.push(empty());
    else if (key === "ORIGINATOR") originator = rest.join("=");
    else if (key === "COVARIANCE_START") covariance = true;
    else if (key === "COVARIANCE_STOP") covariance = false;
    else if (now && rest.length) {
      const field = FIELDS[key];
      if (field) now[field] = rest.join("=");
      else if (covariance && key === "EPOCH") now.covariances += 1;
    } else if (now && !covariance && STATE.test(line)) now.points += 1;
  }
  return { form: "KVN", originator, segments, problems: problemsOf(segments) };
}

function ofXml(text: string): Look {
  const parsed = new DOMParser().parseFromString(text, "text/xml");
  if (parsed.getElementsByTagName("parsererror").length) {
    return { form: "XML", originator: "", segments: [], problems: ["The XML can't be read."] };
  }
  const segments = [...parsed.getElementsByTagName("segment")].map((segment) => {
    const made = empty();
    for (const [tag, field] of Object.entries(FIELDS)) made[field] = textOf(segment, tag);
    made.points = segment.getElementsByTagName("stateVector").length;
    made.covariances = segment.getElementsByTagName("covarianceMatrix").length;
    return made;
  });
  const originator = textOf(parsed, "ORIGINATOR");
  return { form: "XML", originator, segments, problems: problemsOf(segments) };
}

function textOf(within: Document | Element, tag: string): string {
  return within.getElementsByTagName(tag)[0]?.textContent.trim() ?? "";
}

function problemsOf(segments: readonly Segment[]): string[] {
  if (!segments.length) return ["It has no segment: nothing says whose orbit it is."];
  const found: string[] = [];
  for (const [place, each] of segments.entries()) {
    const which = segments.length > 1 ? `Segment ${place + 1}: ` : "";
    if (!each.id) found.push(`${which}no OBJECT_ID: it can't be joined to a known object.`);
    if (each.points < 2) found.push(`${which}fewer than two points.`);
    if (!each.covariances) {
      found.push(`${which}no covariance: conjunctions will ask for better data, never for a burn.`);
    }
  }
  return found;
}
