/** A record, its proof and its lineage as the node tells them. */

export interface Label {
  readonly policy: string;
  readonly classification: string;
  readonly releasable_to: readonly string[];
  readonly orcon?: boolean;
  readonly caveats?: readonly string[];
}

/** As `GET /api/v1/records/{id}` answers. */
export interface RecordWhole {
  readonly id: string;
  readonly origin: string;
  readonly kind: string;
  readonly mode: string;
  readonly object: string;
  readonly version: number;
  readonly supersedes: string;
  readonly t_valid_utc: string;
  readonly t_created_utc: string;
  readonly t_ingest_utc: string;
  readonly label: Label;
  readonly provenance: { readonly sensor?: string; readonly software?: string; readonly inputs?: readonly string[] };
  readonly body: unknown;
  /** The signed bytes in base64. */
  readonly envelope: string;
}

export interface SignatureLine {
  readonly keyid: string;
  readonly nation: string;
  readonly holds: boolean;
  readonly code: string;
  readonly good_from_utc: string;
  readonly good_until_utc: string;
  readonly revoked_utc: string;
  readonly revoked_because: string;
}

export interface Entry {
  readonly origin: string;
  readonly recipient: string;
  readonly seq: number;
  readonly hash: string;
  readonly holds: boolean;
  readonly linked: boolean;
  readonly signed_for: boolean;
  readonly checkpoint: { readonly n: number; readonly t_utc: string; readonly holds: boolean } | null;
}

/** As `GET /api/v1/records/{id}/proof` answers. */
export interface Proof {
  readonly label: {
    readonly portion: string;
    readonly banner: string;
    readonly mode: string;
    readonly sentences: readonly { readonly heading: string; readonly text: string }[];
  };
  readonly holds: boolean;
  readonly code: string;
  readonly checked_utc: string;
  readonly algorithm: string;
  readonly signed_bytes: number;
  readonly signatures: readonly SignatureLine[];
  readonly received: Entry | null;
  readonly given: readonly Entry[];
  readonly withdrawn: {
    readonly record: string;
    readonly instruction: string;
    readonly reason: string;
    readonly replaced_by: string;
    readonly t_utc: string;
  } | null;
}

export interface GraphNode {
  readonly id: string;
  readonly origin: string;
  readonly kind: string;
  readonly mode: string;
  readonly object: string;
  readonly version: number;
  readonly t_created_utc: string;
  readonly mark: string;
  readonly said: string;
  readonly unopened: number;
  readonly more: boolean;
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly relation: "input" | "supersedes";
  readonly items: readonly number[];
}

/** As `GET /api/v1/records/{id}/graph` answers. */
export interface Graph {
  readonly root: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** One thing that was checked: whether it holds, and what was found, in words. */
export interface Check {
  readonly state: "ok" | "bad" | "open";
  readonly text: string;
  /** When that was, where it was at a time. */
  readonly atUtc?: string;
}

const VERDICTS: Readonly<Record<string, string>> = {
  BAD_SIGNATURE: "the signature was not made over these bytes by that key",
  UNKNOWN_KEY: "no directory of keys that this node has accepted lists the key",
  UNKNOWN_NATION: "no root key of that nation is pinned here",
  KEY_REVOKED: "the key was revoked, and no checkpoint from before shows the record",
  KEY_NOT_VALID_THEN: "the record was made before or after the key's time",
  KEY_NOT_FOR_MODE: "the key may not sign this mode",
  KEY_NOT_FOR_KIND: "the key may not sign this kind",
  ORIGIN_MISMATCH: "another nation has signed than the one that is named as its origin",
  BODY_INVALID: "the body is not what its kind asks for",
  UNKNOWN_LABEL: "the mark names something that this node does not know",
  UNKNOWN_KIND: "this node does not know the kind",
  MALFORMED: "the bytes are not of the form that is asked for",
};

/** What a verdict means; the word itself where nobody has put it better. */
export function verdictText(code: string): string {
  return VERDICTS[code] ?? code;
}

/** All that was checked of a record, the signatures first. */
export function checksOf(proof: Proof, us: string): readonly Check[] {
  const found: Check[] = proof.signatures.map((each) => signatureCheck(each, proof));
  if (proof.code && !proof.signatures.some((each) => each.code === proof.code)) {
    found.push({ state: "bad", text: `The record as a whole: ${verdictText(proof.code)} (${proof.code}).` });
  }
  if (proof.received) found.push(...entryChecks(proof.received, us));
  for (const entry of proof.given) found.push(...entryChecks(entry, us));
  return found;
}

function signatureCheck(signature: SignatureLine, proof: Proof): Check {
  const key = `${signature.nation}’s key ${signature.keyid.split("#")[1]?.slice(0, 8) ?? signature.keyid}`;
  if (signature.code) {
    return { state: "bad", text: `${key}: ${verdictText(signature.code)} (${signature.code}).` };
  }
  const size = proof.signed_bytes.toLocaleString("en");
  return {
    state: "ok",
    text: `${key} has signed exactly these ${size} bytes (${proof.algorithm}), and might sign such a record then.`,
  };
}

function entryChecks(entry: Entry, us: string): readonly Check[] {
  const feed = `entry ${entry.seq.toLocaleString("en")} of the feed ${entry.origin} → ${entry.recipient}`;
  const chained: Check = entry.holds && entry.linked
    ? { state: "ok", text: `It is ${feed}, chained to the entry before it.` }
    : { state: "bad", text: `It is ${feed}, and the chain of that does not hold here.` };
  return [chained, receiptCheck(entry, us), checkpointCheck(entry)];
}

function receiptCheck(entry: Entry, us: string): Check {
  const who = entry.recipient === us ? "This node has" : `${entry.recipient} has`;
  return entry.signed_for
    ? { state: "ok", text: `${who} signed for it.` }
    : { state: "open", text: `${who} not signed for it yet.` };
}

function checkpointCheck(entry: Entry): Check {
  const point = entry.checkpoint;
  if (!point) {
    return { state: "open", text: `No checkpoint of ${entry.origin} covers it yet; the next one does.` };
  }
  const which = `checkpoint ${point.n.toLocaleString("en")} of ${entry.origin}`;
  if (!point.holds) return { state: "bad", text: `The signature or a leaf of ${which} does not hold.` };
  return {
    state: "ok",
    text: `The signed ${which} covers it: its origin can't take it back unseen.`,
    atUtc: point.t_utc,
  };
}
