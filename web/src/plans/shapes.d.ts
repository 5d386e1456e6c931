/* eslint-disable */
/* Made from the shapes of the node's routes. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActionAsked
         * @description An action that was agreed.
         *
         *         Parameters
         *         ----------
         *         text : str
         *         owes : str
         *             Who does it.
         *         to : str
         *             For whom; empty: for all.
         *         due_utc : str
         *         plan : str
         *             That it belongs to, as paths name it; empty: to none.
         */
        ActionAsked: {
            due_utc: string;
            owes: string;
            /** @default  */
            plan: string;
            text: string;
            /** @default  */
            to: string;
        };
        /**
         * AlternativeView
         * @description Another explanation that was weighed, and why it is thought less likely.
         */
        AlternativeView: {
            text: string;
            why: string;
        };
        /**
         * AssessmentLine
         * @description An assessment in a list.
         *
         *         Parameters
         *         ----------
         *         record : str
         *         origin : str
         *             Whose it is.
         *         subject : str
         *             ``asset``, ``service``, ``shell``, ``event``.
         *         name, title : str
         *             Which one, as its body has it, and in words.
         *         hazard : str
         *             Empty where it says none.
         *         nations, services : list of str
         *             Whom it touches, and which services rest on it.
         *         likelihood : LikelihoodView
         *         gravity, confidence, standing : str
         *         agreement : str
         *             Among all who assess the same subject and hazard.
         *         made_utc, from_utc, until_utc : str
         *             Empty: not said.
         *         evidence : int
         *             Records that it rests on.
         *         mark : str
         */
        AssessmentLine: {
            /** @enum {unknown} */
            agreement: "agreed" | "alone" | "disputed" | "unknown";
            /** @enum {unknown} */
            confidence: "high" | "low" | "moderate" | "unknown";
            evidence: number;
            from_utc: string;
            /** @enum {unknown} */
            gravity: "grave" | "serious" | "slight" | "unknown";
            hazard: ("anomaly" | "behavior" | "conjunction" | "crew" | "debris" | "feed" | "interference" | "launch-access" | "sensor" | "space-weather") | "";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            mark: string;
            name: string;
            nations: string[];
            origin: string;
            record: string;
            services: string[];
            /** @enum {unknown} */
            standing: "current" | "expired" | "superseded" | "withdrawn";
            /** @enum {unknown} */
            subject: "asset" | "event" | "service" | "shell";
            title: string;
            until_utc: string;
        };
        /**
         * AssessmentView
         * @description An assessment, whole.
         *
         *         Parameters
         *         ----------
         *         question, answer : str
         *         findings : list of object
         *             As its body has them: name, value, low, high, unit, text.
         *         alternatives : list of AlternativeView
         *         method : str
         *             With its version.
         *         owner : str
         *             Of the asset or service; empty: not known.
         *         users : list of str
         *         criticality : str
         *         protections : list of ProtectionView
         *         evidence_lines : list of EvidenceLine
         *             No more than 200.
         *         opinions : list of OpinionView
         *             Of the same subject and hazard; its own is among them.
         *         history : list of HistoryPoint
         *             In time; of each origin that the reader may see. No more than 500.
         *         superseded_by : str
         *             The record that took its place; empty: none.
         *         plans : list of str
         *             Plans that rest on it: ``GBR/skynet-watch``.
         */
        AssessmentView: {
            /** @enum {unknown} */
            agreement: "agreed" | "alone" | "disputed" | "unknown";
            alternatives: components["schemas"]["AlternativeView"][];
            answer: string;
            /** @enum {unknown} */
            confidence: "high" | "low" | "moderate" | "unknown";
            criticality: string;
            evidence: number;
            evidence_lines: components["schemas"]["EvidenceLine"][];
            findings: components["schemas"]["FindingView"][];
            from_utc: string;
            /** @enum {unknown} */
            gravity: "grave" | "serious" | "slight" | "unknown";
            hazard: ("anomaly" | "behavior" | "conjunction" | "crew" | "debris" | "feed" | "interference" | "launch-access" | "sensor" | "space-weather") | "";
            history: components["schemas"]["HistoryPoint"][];
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            mark: string;
            method: string;
            name: string;
            nations: string[];
            opinions: components["schemas"]["OpinionView"][];
            origin: string;
            owner: string;
            plans: string[];
            protections: components["schemas"]["ProtectionView"][];
            question: string;
            record: string;
            services: string[];
            /** @enum {unknown} */
            standing: "current" | "expired" | "superseded" | "withdrawn";
            /** @enum {unknown} */
            subject: "asset" | "event" | "service" | "shell";
            superseded_by: string;
            title: string;
            until_utc: string;
            users: string[];
        };
        /**
         * AssumptionAsked
         * @description An assumption of a new edition; without expression only people check it.
         */
        AssumptionAsked: {
            /** @default  */
            expression: string;
            text: string;
        };
        /**
         * AssumptionView
         * @description One assumption, and how it stands.
         *
         *         Parameters
         *         ----------
         *         number : int
         *             From 1.
         *         text : str
         *             In people's words.
         *         expression : str
         *             In the language; empty: only people can check it.
         *         standing : str
         *         since_utc, checked_utc : str
         *             Since when it stands so, and when it was last looked at.
         *         why : str
         *             The verdict in words.
         *         margin : float or None
         *             Room to the limit, as a share of it; negative where it fails.
         *         steps : list of StepLine
         *             No more than 200.
         *         readings : list of ReadingView
         *         evidence : list of str
         *             Records that the verdict rests on, no more than 50.
         *         history : list of StandingPoint
         *             In time, the last 200.
         *         flagged_utc : str
         *             When the owner was last told.
         *         told : list of str
         *             Partners who were told as well.
         */
        AssumptionView: {
            checked_utc: string;
            evidence: string[];
            expression: string;
            flagged_utc: string;
            history: components["schemas"]["StandingPoint"][];
            margin: number | null;
            number: number;
            readings: components["schemas"]["ReadingView"][];
            since_utc: string;
            /** @enum {unknown} */
            standing: "fails" | "holds" | "nearly" | "unknown";
            steps: components["schemas"]["StepLine"][];
            text: string;
            told: string[];
            why: string;
        };
        /**
         * ChangeLine
         * @description One line of the difference of two editions; empty where there was, or is, nothing.
         */
        ChangeLine: {
            after: string;
            before: string;
            /** @enum {unknown} */
            change: "added" | "changed" | "removed";
            part: string;
        };
        /**
         * DifferenceView
         * @description What became of one edition in another; *number* are the editions' numbers.
         */
        DifferenceView: {
            after_number: number;
            before_number: number;
            lines: components["schemas"]["ChangeLine"][];
            mark: string;
        };
        /**
         * EditionLine
         * @description An edition of it.
         *
         *         Parameters
         *         ----------
         *         number : int
         *         record, made_utc : str
         *         reason : str
         *             Why it was made.
         *         standing : str
         *             ``current``, ``superseded``, ``withdrawn``.
         */
        EditionLine: {
            made_utc: string;
            number: number;
            reason: string;
            record: string;
            /** @enum {unknown} */
            standing: "current" | "superseded" | "withdrawn";
        };
        /**
         * EvidenceLine
         * @description A record that it rests on.
         *
         *         Parameters
         *         ----------
         *         record : str
         *         kind, origin, made_utc : str
         *             Empty where the reader may not see it, or it is not here.
         *         text : str
         *             What it gives, in a line: ``Pc 2.1e-5 with 44506 at 2026-11-27T03:12Z``.
         *         standing : str
         *             ``current``, ``superseded``, ``withdrawn``; ``hidden``: not for the reader; ``missing``.
         *         by : str
         *             The record that took its place.
         *         mark : str
         */
        EvidenceLine: {
            by: string;
            kind: string;
            made_utc: string;
            mark: string;
            origin: string;
            record: string;
            /** @enum {unknown} */
            standing: "current" | "hidden" | "missing" | "superseded" | "withdrawn";
            text: string;
        };
        /**
         * ExpressionAsked
         * @description An expression to try; nothing is kept.
         */
        ExpressionAsked: {
            expression: string;
        };
        /**
         * ExpressionView
         * @description How it would stand now, or what is wrong with it and where.
         *
         *         Parameters
         *         ----------
         *         standing : str
         *             Empty where it is not of the language.
         *         why : str
         *             The verdict in words, or what was expected and got.
         *         line, column : int
         *             Where it is wrong, from 1; 0: it is not.
         *         hint : str
         *         steps : list of StepLine
         */
        ExpressionView: {
            column: number;
            hint: string;
            line: number;
            standing: ("fails" | "holds" | "nearly" | "unknown") | "";
            steps: components["schemas"]["StepLine"][];
            why: string;
        };
        /**
         * FindingView
         * @description One number of it, with its unit; low and high hold 95 %.
         */
        FindingView: {
            high: number | null;
            low: number | null;
            name: string;
            text: string;
            unit: string;
            value: number | null;
        };
        /**
         * FunctionLine
         * @description What an assumption may ask of the picture.
         *
         *         Parameters
         *         ----------
         *         call : str
         *             With its parameters: ``max_pc(asset, days)``.
         *         unit, text : str
         *         example : str
         */
        FunctionLine: {
            call: string;
            example: string;
            text: string;
            unit: string;
        };
        /**
         * HistoryPoint
         * @description One assessment of a line of them, each of which took the place of the one before.
         *
         *         Parameters
         *         ----------
         *         record, origin, made_utc : str
         *         likelihood : LikelihoodView
         *         gravity, confidence : str
         *         text : str
         *             Why it was made anew.
         */
        HistoryPoint: {
            /** @enum {unknown} */
            confidence: "high" | "low" | "moderate" | "unknown";
            /** @enum {unknown} */
            gravity: "grave" | "serious" | "slight" | "unknown";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            origin: string;
            record: string;
            text: string;
        };
        /**
         * LikelihoodView
         * @description How likely it is.
         *
         *         Parameters
         *         ----------
         *         low, value, high : float or None
         *             In `unit`; null: unknown, and `text` says why.
         *         unit : str
         *             ``1``: a probability over `days`; else a rate or a time, such as ``1/d``, ``s``.
         *         days : float or None
         *             The span that a probability is for, d.
         *         text : str
         *             How it comes about, in a line: ``1 - (1 - 2.1e-5)(1 - 4e-6), of 2 encounters``.
         */
        LikelihoodView: {
            days: number | null;
            high: number | null;
            low: number | null;
            text: string;
            unit: string;
            value: number | null;
        };
        /**
         * ObligationLine
         * @description What somebody owes somebody by some time, and what was agreed as an action.
         *
         *         Parameters
         *         ----------
         *         obligation : str
         *             What names it in paths; it stays the same.
         *         kind : str
         *             ``report``, ``contact-check``, ``release``, ``review``, ``action``.
         *         owes, to : str
         *             Parties; `to` is empty where it is owed to all.
         *         text : str
         *         due_utc : str
         *             Empty: without a date.
         *         left_s : float or None
         *             Until then, s; below 0: it is late.
         *         every_s : float or None
         *             How often it comes again, s.
         *         state : str
         *             ``open``, ``late``, ``met``, ``met-late``, ``waived``.
         *         since_utc : str
         *             From when on it is owed.
         *         done_utc : str
         *             When it was met; empty: it is not.
         *         plan : str
         *             That it comes from; empty: of none.
         *         records : list of str
         *             That it follows from, and that meet it; no more than 20.
         *         yours : bool
         *             Whether the reader may say that it is met.
         *         mark : str
         */
        ObligationLine: {
            done_utc: string;
            due_utc: string;
            every_s: number | null;
            /** @enum {unknown} */
            kind: "action" | "contact-check" | "release" | "report" | "review";
            left_s: number | null;
            mark: string;
            obligation: string;
            owes: string;
            plan: string;
            records: string[];
            since_utc: string;
            /** @enum {unknown} */
            state: "late" | "met" | "met-late" | "open" | "waived";
            text: string;
            to: string;
            yours: boolean;
        };
        /**
         * ObligationMade
         * @description The record that was made, and what it is about.
         */
        ObligationMade: {
            obligation: string;
            record: string;
        };
        /**
         * ObligationSettled
         * @description It is met, or is owed no more; *text* says how, or why.
         */
        ObligationSettled: {
            /** @enum {unknown} */
            outcome: "met" | "waived";
            text: string;
        };
        /**
         * OpinionView
         * @description What one nation thinks of it.
         *
         *         Parameters
         *         ----------
         *         origin : str
         *             Whose opinion.
         *         records : list of str
         *             The assessments that it is made of; of a row of a view no more than 20.
         *         likelihood : LikelihoodView
         *         gravity, confidence : str
         *         text : str
         *             The answer in a line.
         *         made_utc : str
         *             When the newest of these was made.
         *         until_utc : str
         *             Until when it is meant to hold; empty: not said.
         *         standing : str
         *         mark : str
         */
        OpinionView: {
            /** @enum {unknown} */
            confidence: "high" | "low" | "moderate" | "unknown";
            /** @enum {unknown} */
            gravity: "grave" | "serious" | "slight" | "unknown";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            mark: string;
            origin: string;
            records: string[];
            /** @enum {unknown} */
            standing: "current" | "expired" | "superseded" | "withdrawn";
            text: string;
            until_utc: string;
        };
        /**
         * PlanAmended
         * @description A new edition.
         *
         *         Parameters
         *         ----------
         *         number : int
         *             Of the edition that is amended: refused where another came between.
         *         reason : str
         *         objective : str
         *         assumptions : list of AssumptionAsked
         *             All of them.
         */
        PlanAmended: {
            assumptions: components["schemas"]["AssumptionAsked"][];
            number: number;
            objective: string;
            reason: string;
        };
        /**
         * PlanEvent
         * @description Something that happened to it.
         *
         *         Parameters
         *         ----------
         *         at_utc, record : str
         *         what : str
         *             ``entered``, ``amended``, ``flagged``, ``cleared``, ``reviewed``, ``reaffirmed``,
         *             ``retired``, ``late``.
         *         by : str
         *             The party.
         *         text : str
         *             Reason or verdict.
         *         assumption : int
         *             Which; 0: the whole.
         */
        PlanEvent: {
            assumption: number;
            at_utc: string;
            by: string;
            record: string;
            text: string;
            /** @enum {unknown} */
            what: "amended" | "cleared" | "entered" | "flagged" | "late" | "reaffirmed" | "retired" | "reviewed";
        };
        /**
         * PlanLine
         * @description A plan or a policy in a list.
         *
         *         Parameters
         *         ----------
         *         plan : str
         *             What names it in paths: ``GBR/skynet-watch``.
         *         origin, name : str
         *         title : str
         *             In words.
         *         kind : str
         *             ``plan`` or ``policy``.
         *         record : str
         *             The edition that stands.
         *         number : int
         *             Of that edition.
         *         state : str
         *             ``retired`` is ``cancelled`` or ``done``.
         *         standing : str
         *             Of its worst assumption: ``fails``, ``unknown``, ``nearly``, ``holds``.
         *         since_utc : str
         *             Since when it stands so; empty: it assumes nothing that a machine can check.
         *         counts : dict
         *             Assumptions by standing.
         *         worst : str
         *             The worst assumption in words; empty: all hold.
         *         flagged_utc : str
         *             When its owner was told; empty: there was no need.
         *         due_utc : str
         *             Until when somebody has to say what comes of it, or to review it; empty: nothing is due.
         *         left_s : float or None
         *             Until then, s; below 0: it is late.
         *         owes : str
         *             Who has to: a party.
         *         reviewed_utc : str
         *             When somebody last reviewed or reaffirmed it.
         *         rests_on, carries : list of str
         *             Plans that it rests on, and that rest on it.
         *         dependent : str
         *             ``fails`` or ``unknown`` where one that it rests on does, else ``holds``.
         *         mark : str
         */
        PlanLine: {
            carries: string[];
            counts: {
                [key: string]: number;
            };
            /** @enum {unknown} */
            dependent: "fails" | "holds" | "nearly" | "unknown";
            due_utc: string;
            flagged_utc: string;
            /** @enum {unknown} */
            kind: "plan" | "policy";
            left_s: number | null;
            mark: string;
            name: string;
            number: number;
            origin: string;
            owes: string;
            plan: string;
            record: string;
            rests_on: string[];
            reviewed_utc: string;
            since_utc: string;
            /** @enum {unknown} */
            standing: "fails" | "holds" | "nearly" | "unknown";
            /** @enum {unknown} */
            state: "active" | "agreed" | "cancelled" | "done" | "draft";
            title: string;
            worst: string;
        };
        /**
         * PlanLink
         * @description Another plan that it has to do with.
         */
        PlanLink: {
            plan: string;
            since_utc: string;
            /** @enum {unknown} */
            standing: "fails" | "holds" | "nearly" | "unknown";
            title: string;
        };
        /**
         * PlanMade
         * @description The record that was made, and the edition that stands.
         */
        PlanMade: {
            number: number;
            plan: string;
            record: string;
        };
        /**
         * PlanPut
         * @description A plan or policy as its file has it, to be entered.
         */
        PlanPut: {
            /** @default  */
            reason: string;
            toml: string;
        };
        /**
         * PlanReaffirmed
         * @description It stands although an assumption does not hold, for a reason, until a time.
         */
        PlanReaffirmed: {
            number: number;
            reason: string;
            /** @default null */
            until_utc: string | null;
        };
        /**
         * PlanRetired
         * @description It holds no more.
         */
        PlanRetired: {
            number: number;
            reason: string;
        };
        /**
         * PlanReviewed
         * @description It was looked at; *note* says with what result, the next is due by *next_utc*.
         */
        PlanReviewed: {
            /** @default null */
            next_utc: string | null;
            note: string;
            number: number;
        };
        /**
         * PlanStepView
         * @description A step of a plan; times are empty where it has none.
         */
        PlanStepView: {
            after: number[];
            number: number;
            party: string;
            start_utc: string;
            stop_utc: string;
            text: string;
        };
        /**
         * PlanView
         * @description A plan or policy, whole.
         *
         *         Parameters
         *         ----------
         *         objective : str
         *             What it is for; of a policy its text.
         *         in_force_from, in_force_until : str
         *             Days; of a policy.
         *         assumptions : list of AssumptionView
         *         steps : list of PlanStepView
         *         above, below : list of PlanLink
         *             What it rests on, and what rests on it.
         *         editions : list of EditionLine
         *             The newest first.
         *         events : list of PlanEvent
         *             The newest first, no more than 200.
         *         deeds : list of str
         *             What the reader may do with it.
         */
        PlanView: {
            above: components["schemas"]["PlanLink"][];
            assumptions: components["schemas"]["AssumptionView"][];
            below: components["schemas"]["PlanLink"][];
            carries: string[];
            counts: {
                [key: string]: number;
            };
            deeds: ("amend" | "reaffirm" | "retire" | "review")[];
            /** @enum {unknown} */
            dependent: "fails" | "holds" | "nearly" | "unknown";
            due_utc: string;
            editions: components["schemas"]["EditionLine"][];
            events: components["schemas"]["PlanEvent"][];
            flagged_utc: string;
            in_force_from: string;
            in_force_until: string;
            /** @enum {unknown} */
            kind: "plan" | "policy";
            left_s: number | null;
            mark: string;
            name: string;
            number: number;
            objective: string;
            origin: string;
            owes: string;
            plan: string;
            record: string;
            rests_on: string[];
            reviewed_utc: string;
            since_utc: string;
            /** @enum {unknown} */
            standing: "fails" | "holds" | "nearly" | "unknown";
            /** @enum {unknown} */
            state: "active" | "agreed" | "cancelled" | "done" | "draft";
            steps: components["schemas"]["PlanStepView"][];
            title: string;
            worst: string;
        };
        /**
         * ProtectionView
         * @description What may be done.
         *
         *         Parameters
         *         ----------
         *         option : str
         *             ``move``, ``safe-mode``, ``switch-service``, ``notify``.
         *         text : str
         *         needs_s : float or None
         *             How long it takes from the word to the effect, s.
         *         party : str
         *             Who does it; empty: not said.
         */
        ProtectionView: {
            needs_s: number | null;
            /** @enum {unknown} */
            option: "move" | "notify" | "safe-mode" | "switch-service";
            party: string;
            text: string;
        };
        /**
         * QualificationView
         * @description What somebody or something is qualified for.
         *
         *         Parameters
         *         ----------
         *         name : str
         *         expires_utc : str
         *             Empty: it does not.
         *         left_s : float or None
         *             Until then, s; below 0: it has expired.
         */
        QualificationView: {
            expires_utc: string;
            left_s: number | null;
            name: string;
        };
        /**
         * ReadinessLine
         * @description One feed, sensor or crew.
         *
         *         Parameters
         *         ----------
         *         kind : str
         *             ``feed``, ``sensor``, ``crew``.
         *         name, title : str
         *         nation : str
         *             Whose it is.
         *         state : str
         *             ``ready``, ``limited``, ``down``, ``unknown``.
         *         since_utc : str
         *             Since when it is so; empty: not known.
         *         heard_utc : str
         *             When it was last heard of; empty: never.
         *         lag_s : float or None
         *             Of a feed: how old its newest is, s.
         *         text : str
         *             Why, or what it can do.
         *         qualifications : list of QualificationView
         *             What expires first stands first.
         *         records : list of str
         *             That say so, no more than 20.
         *         mark : str
         */
        ReadinessLine: {
            heard_utc: string;
            /** @enum {unknown} */
            kind: "crew" | "feed" | "sensor";
            lag_s: number | null;
            mark: string;
            name: string;
            nation: string;
            qualifications: components["schemas"]["QualificationView"][];
            records: string[];
            since_utc: string;
            /** @enum {unknown} */
            state: "down" | "limited" | "ready" | "unknown";
            text: string;
            title: string;
        };
        /**
         * ReadinessView
         * @description The board; no more than 1,000 lines, the gravest first.
         */
        ReadinessView: {
            at_utc: string;
            lines: components["schemas"]["ReadinessLine"][];
            mark: string;
        };
        /**
         * ReadingView
         * @description What was asked of the picture, and what it said.
         *
         *         Parameters
         *         ----------
         *         call : str
         *             ``max_pc(asset="SKYNET 5D", days=7)``.
         *         value, low, high : float, bool, str or None
         *             In `unit`; an instant as UTC; null: unknown.
         *         unit : str
         *             ``1``, ``s``, ``km``; ``UTC``, ``text``, ``truth``.
         *         since_utc : str
         *             Empty: not known.
         *         text : str
         *         evidence : list of str
         *             Records, no more than 50.
         */
        ReadingView: {
            call: string;
            evidence: string[];
            high: number | string | null;
            low: number | string | null;
            since_utc: string;
            text: string;
            unit: string;
            value: number | boolean | string | null;
        };
        /**
         * RiskRow
         * @description What one nation, service or shell bears.
         *
         *         Parameters
         *         ----------
         *         name : str
         *             ``GBR``, ``gnss-timing``, ``leo-500-550``.
         *         title : str
         *             In words.
         *         likelihood : LikelihoodView
         *             That something happens to what it has, by all that is counted, in the reader's own nation's
         *             opinion; where that has none, in the gravest one.
         *         gravity, confidence : str
         *         agreement : str
         *         disagree_text : str
         *             What they differ in, in a line; empty where they agree.
         *         opinions : list of OpinionView
         *             One for each nation that has one, the reader's own first.
         *         hazards : dict
         *             How many current assessments by hazard.
         *         assessments : int
         *             How many are counted.
         *         expired : int
         *             How many are past their time, and are counted in none of these numbers.
         *         newest_utc : str
         *             When the newest was made; empty: there is none.
         *         mark : str
         */
        RiskRow: {
            /** @enum {unknown} */
            agreement: "agreed" | "alone" | "disputed" | "unknown";
            assessments: number;
            /** @enum {unknown} */
            confidence: "high" | "low" | "moderate" | "unknown";
            disagree_text: string;
            expired: number;
            /** @enum {unknown} */
            gravity: "grave" | "serious" | "slight" | "unknown";
            hazards: {
                [key: string]: number;
            };
            likelihood: components["schemas"]["LikelihoodView"];
            mark: string;
            name: string;
            newest_utc: string;
            opinions: components["schemas"]["OpinionView"][];
            title: string;
        };
        /**
         * RiskView
         * @description Risk by nation, service or shell; the gravest first.
         *
         *         Parameters
         *         ----------
         *         by : str
         *         at_utc : str
         *         days : float
         *             The span that probabilities are for, d.
         *         rows : list of RiskRow
         *             No more than 500.
         *         text : str
         *             How the numbers are put together, with what is left out.
         *         mark : str
         */
        RiskView: {
            at_utc: string;
            /** @enum {unknown} */
            by: "nation" | "service" | "shell";
            days: number;
            mark: string;
            rows: components["schemas"]["RiskRow"][];
            text: string;
        };
        /**
         * ScorecardView
         * @description A nation's own conduct over a span: notices given, ephemerides shared, disposal.
         */
        ScorecardView: {
            from_utc: string;
            lines: components["schemas"]["ScoreLine"][];
            mark: string;
            nation: string;
            until_utc: string;
        };
        /**
         * ScoreLine
         * @description One measure of one's own conduct.
         *
         *         Parameters
         *         ----------
         *         name, title : str
         *         value : float or None
         *             In `unit`; null: there was nothing to count.
         *         unit : str
         *             ``1``: a share; ``s``; ``objects``.
         *         done, of : int or None
         *             What was counted: 11 of 12.
         *         target : float or None
         *             What the policy in force asks, in `unit`.
         *         at_least : bool
         *             Whether the target is the least; else it is the most.
         *         met : bool or None
         *             Null: no target, or nothing to count.
         *         text : str
         *             How it is counted, with the policy that asks it.
         *         records : list of str
         *             That were counted, the last 20.
         */
        ScoreLine: {
            at_least: boolean;
            done: number | null;
            met: boolean | null;
            name: string;
            of: number | null;
            records: string[];
            target: number | null;
            text: string;
            title: string;
            unit: string;
            value: number | null;
        };
        /**
         * StandingPoint
         * @description From when on an assumption stood how.
         *
         *         Parameters
         *         ----------
         *         at_utc : str
         *         standing : str
         *         margin : float or None
         *             Room to the limit, as a share of it.
         *         why : str
         *         record : str
         *             That tells of it.
         */
        StandingPoint: {
            at_utc: string;
            margin: number | null;
            record: string;
            /** @enum {unknown} */
            standing: "fails" | "holds" | "nearly" | "unknown";
            why: string;
        };
        /**
         * StepLine
         * @description One part of an expression with its verdict; the tree is told line by line.
         *
         *         Parameters
         *         ----------
         *         depth : int
         *             0 is the whole; what follows a line with a greater depth is part of it.
         *         text : str
         *             As the language writes it.
         *         holds : bool or None
         *         decides : bool
         *             Whether the verdict of the part above rests on it.
         *         why : str
         *         evidence : list of str
         */
        StepLine: {
            decides: boolean;
            depth: number;
            evidence: string[];
            holds: boolean | null;
            text: string;
            why: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
