/** What the white cell and the players say to an exercise. A command is carried out with the next round. */
import { post } from "../api/client";
import type { Verdict } from "./model";

export type ClockCommand =
  | { readonly what: "pause" | "go" | "stop" }
  | { readonly what: "speed"; readonly speed: number }
  | { readonly what: "step"; readonly step_s?: number };

/** Move the clock, stop it, end the exercise. */
export function command(wanted: ClockCommand): Promise<unknown> {
  return post("exercise/command", wanted);
}

export type InjectAct = "give" | "hold" | "free" | "skip";

/** Give an inject of the scenario now, hold it back, let it go again, or skip it. */
export function handle(number: number, what: InjectAct): Promise<unknown> {
  return post("exercise/inject", { number, what });
}

/** Put in something that the scenario has not. */
export function improvise(title: string, text: string, to: readonly string[]): Promise<unknown> {
  return post("exercise/inject", { what: "give", title, text, to });
}

/** Rule on an action that is expected. */
export function adjudicate(inject: number, expected: number, verdict: Verdict, text: string): Promise<unknown> {
  return post("exercise/adjudicate", { inject, expected, verdict, text });
}

/** A note of the white cell; nations named are told. */
export function note(text: string, to: readonly string[], inject: number | null = null): Promise<unknown> {
  return post("exercise/adjudicate", { text, to, ...(inject === null ? {} : { inject }) });
}

/** A player's word to the white cell; without text, that an inject was read. */
export function reply(inject: number | null, text: string, office: string): Promise<unknown> {
  return post("exercise/answer", { text, office, ...(inject === null ? {} : { inject }) });
}
