/** What a node says of the exercise that it plays in: the types of its own OpenAPI document. */
import type { components } from "../api/schema";

type Schemas = components["schemas"];
/** As it came: nobody changes what the node said. */
type Told<T> = T extends readonly (infer E)[] ? readonly Told<E>[] : T extends object ? { readonly [K in keyof T]: Told<T[K]> } : T;

/** The clock of the exercise's world. */
export type Clock = Told<Schemas["ClockView"]>;
/** What everybody in it may know. */
export type Exercise = Told<Schemas["ExerciseView"]>;
/** A word between a player and the white cell, which has no nation. */
export type Message = Told<Schemas["MessageView"]>;

/** Something that was put before a nation. */
export type Ask = Told<Schemas["AskView"]>;
/** Something that a nation's people did. */
export type Deed = Told<Schemas["DeedView"]>;
export type Player = Told<Schemas["PlayerView"]>;

/** An action that is expected of players: the directors' own. */
export type Expected = Told<Schemas["ExpectedView"]>;
/** A line of the master scenario events list. */
export type Inject = Told<Schemas["InjectView"]>;
export type Measure = Told<Schemas["MeasureView"]>;
export type Objective = Told<Schemas["ObjectiveView"]>;
export type Place = Told<Schemas["PlaceView"]>;
export type NodeLine = Told<Schemas["NodeView"]>;
/** How far a nation is with something that truly happened. */
export type Knows = Told<Schemas["KnowsView"]>;
export type Tells = Told<Schemas["TellsView"]>;
export type Adjudication = Told<Schemas["AdjudicationView"]>;
export type Command = Told<Schemas["CommandView"]>;
export type WhiteCell = Told<Schemas["WhiteCellView"]>;

/** That a nation came to a stage. */
export type StageReached = Told<Schemas["StageView"]>;
export type HumanStep = Told<Schemas["HumanStepView"]>;
export type NationLine = Told<Schemas["NationLineView"]>;
export type Truth = Told<Schemas["TruthView"]>;
export type ObjectiveResult = Told<Schemas["ObjectiveResultView"]>;
export type Known = Told<Schemas["KnownView"]>;
export type Decision = Told<Schemas["DecisionThenView"]>;
export type Improvement = Told<Schemas["ImprovementView"]>;
export type Review = Told<Schemas["AfterActionView"]>;

export type Phase = Clock["phase"];
export type ExpectedState = Expected["state"];
export type InjectState = Inject["state"];
export type MeasureState = Measure["state"];
export type Verdict = Adjudication["verdict"];
export type Stage = StageReached["stage"];
