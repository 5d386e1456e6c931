/** The views, in the order of the menu. Each is loaded when it is first looked at. */
import { exercise } from "../exercise/state";

export interface View {
  readonly id: string;
  readonly title: string;
  /** The digit that opens it; empty: it is opened from elsewhere. */
  readonly key: "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "";
  /** Defines the element. */
  load(): Promise<unknown>;
  /** Name of the element; it has a property `route`. */
  readonly tag: string;
  /** Whether it is in the menu now; by default it is. */
  shown?(): boolean;
}

export const VIEWS: readonly View[] = [
  {
    id: "watch", title: "Watch", key: "1", tag: "cspo-watch-view",
    load: () => import("../watch/watch-view"),
  },
  {
    id: "sky", title: "Sky", key: "2", tag: "cspo-sky-view",
    load: () => import("../sky/sky-view"),
  },
  {
    id: "conjunctions", title: "Conjunctions", key: "3", tag: "cspo-conjunctions-view",
    load: () => import("../conjunctions/conjunctions-view"),
  },
  {
    id: "coalition", title: "Coalition", key: "4", tag: "cspo-coalition-view",
    load: () => import("../coalition/coalition-view"),
  },
  {
    id: "shells", title: "Belt and shells", key: "5", tag: "cspo-shells-view",
    load: () => import("../shells/shells-view"),
  },
  {
    id: "operator", title: "Operator", key: "6", tag: "cspo-operator-view",
    load: () => import("../operator/operator-view"),
  },
  {
    id: "consequence", title: "Consequence", key: "7", tag: "cspo-consequence-view",
    load: () => import("../consequence/consequence-view"),
  },
  {
    id: "plans", title: "Plans", key: "8", tag: "cspo-plans-view",
    load: () => import("../plans/plans-view"),
  },
  {
    id: "exercise", title: "Exercise", key: "9", tag: "cspo-exercise-view", shown: () => exercise.value !== null,
    load: () => import("../exercise/exercise-view"),
  },
  {
    id: "objects", title: "Object", key: "", tag: "cspo-object-view",
    load: () => import("../objects/object-view"),
  },
  {
    id: "records", title: "Record", key: "", tag: "cspo-record-view",
    load: () => import("../records/record-view"),
  },
];

/** The view of this id. */
export function viewOf(id: string): View | undefined {
  return VIEWS.find((view) => view.id === id);
}
