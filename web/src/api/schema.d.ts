/* Made from the node's OpenAPI document by scripts/types.mjs. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Accepted */
        Accepted: {
            /**
             * @default en
             * @enum {string}
             */
            language: "en" | "fr" | "ja";
            office: string;
            /** @default watch */
            watch: string;
        };
        /** Acknowledged */
        Acknowledged: {
            event: string;
            /** @default  */
            note: string;
            progress: components["schemas"]["Progress"];
            /** @default duty officer */
            role: string;
        };
        /** ActionAsked */
        ActionAsked: {
            /** @default  */
            due_utc: string;
            every_s?: number | null;
            /** @default  */
            expression: string;
            /**
             * @default action
             * @enum {string}
             */
            kind: "report" | "contact-check" | "release" | "action";
            owes: string;
            /** @default  */
            plan: string;
            text: string;
            /** @default  */
            to: string;
        };
        /** Adjudicated */
        Adjudicated: {
            /** @default  */
            due_utc: string;
            expected?: number | null;
            inject?: number | null;
            /**
             * @default observation
             * @enum {string}
             */
            kind: "observation" | "strength" | "improvement";
            /** @default  */
            objective: string;
            /** @default  */
            owner: string;
            /** @default false */
            releasable: boolean;
            /** @default  */
            retest: string;
            text: string;
            /** @default [] */
            to: (string | unknown)[];
            /**
             * @default
             * @enum {string}
             */
            verdict: "" | "met" | "missed" | "void";
        };
        /** AdjudicationView */
        AdjudicationView: {
            expected: number | null;
            inject: number | null;
            text: string;
            /** @enum {string} */
            verdict: "" | "met" | "missed" | "void";
            who: string;
            world_utc: string;
        };
        /** AfterActionView */
        AfterActionView: {
            clock: components["schemas"]["ClockView"];
            decisions: components["schemas"]["DecisionThenView"][];
            decisions_more: number;
            improvements: components["schemas"]["ImprovementView"][];
            marks: string[];
            objectives: components["schemas"]["ObjectiveResultView"][];
            truths: components["schemas"]["TruthView"][];
            truths_more: number;
            whole: boolean;
        };
        /** AlarmView */
        AlarmView: {
            alarm: string;
            key: string;
            mode: components["schemas"]["Mode"];
            origin: string;
            raised_utc: string;
            text: string;
        };
        /** AlternativeView */
        AlternativeView: {
            text: string;
            why: string;
        };
        /** Altitudes */
        Altitudes: {
            density_per_km3: number[];
            edges_km: number[];
            mark: string;
            mean_count: {
                [key: string]: number[];
            };
            objects: number;
        };
        /** Answered */
        Answered: {
            outcomes: {
                [key: string]: string;
            };
            review: components["schemas"]["ReviewView"];
            waits_for: string[];
        };
        /** AnswerLine */
        AnswerLine: {
            at_utc: string;
            party: string;
            progress: string;
            record: string;
            role: string;
            warning: string;
        };
        /**
         * Asks
         * @description What a warning asks for, ascending.
         * @enum {string}
         */
        Asks: "watch" | "better-data" | "action";
        /** AskView */
        AskView: {
            from_cell: string;
            given_utc: string;
            inject: number;
            marks: string[];
            messages: components["schemas"]["MessageView"][];
            read_by: string;
            read_utc: string | null;
            record: string;
            text: string;
            title: string;
        };
        /** AssessmentLine */
        AssessmentLine: {
            /** @enum {string} */
            agreement: "agreed" | "disputed" | "alone" | "unknown";
            /** @enum {string} */
            confidence: "low" | "moderate" | "high" | "unknown";
            evidence: number;
            from_utc: string;
            /** @enum {string} */
            gravity: "unknown" | "slight" | "serious" | "grave";
            hazard: ("conjunction" | "debris" | "launch-access" | "space-weather" | "interference" | "anomaly" | "feed" | "sensor" | "crew" | "behavior") | "";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            mark: string;
            name: string;
            nations: string[];
            origin: string;
            record: string;
            services: string[];
            /** @enum {string} */
            standing: "latest" | "expired" | "superseded" | "withdrawn";
            /** @enum {string} */
            subject: "asset" | "service" | "shell" | "event";
            title: string;
            until_utc: string;
        };
        /** AssessmentView */
        AssessmentView: {
            /** @enum {string} */
            agreement: "agreed" | "disputed" | "alone" | "unknown";
            alternatives: components["schemas"]["AlternativeView"][];
            answer: string;
            /** @enum {string} */
            confidence: "low" | "moderate" | "high" | "unknown";
            criticality: string;
            evidence: number;
            evidence_lines: components["schemas"]["EvidenceLine"][];
            findings: components["schemas"]["FindingView"][];
            from_utc: string;
            /** @enum {string} */
            gravity: "unknown" | "slight" | "serious" | "grave";
            hazard: ("conjunction" | "debris" | "launch-access" | "space-weather" | "interference" | "anomaly" | "feed" | "sensor" | "crew" | "behavior") | "";
            history: components["schemas"]["HistoryPoint"][];
            left_behind: string[];
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
            /** @enum {string} */
            standing: "latest" | "expired" | "superseded" | "withdrawn";
            /** @enum {string} */
            subject: "asset" | "service" | "shell" | "event";
            superseded_by: string;
            title: string;
            until_utc: string;
            users: string[];
        };
        /** AssetLine */
        AssetLine: {
            criticality: string;
            id: string;
            kind: string;
            mark: string;
            name: string;
            needs: number | null;
            objects: number;
            owner: string;
            rests_on: string[];
            users: string[];
        };
        /** AssumptionAsked */
        AssumptionAsked: {
            /** @default  */
            expression: string;
            text: string;
        };
        /** AssumptionView */
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
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails";
            steps: components["schemas"]["StepLine"][];
            text: string;
            told: string[];
            why: string;
        };
        /** AvoidanceView */
        AvoidanceView: {
            burn_utc: string[];
            chosen: components["schemas"]["FlownView"] | null;
            default_hard_body: boolean;
            directions: string[];
            event: string;
            grounds: string;
            hard_body_radius_km: number;
            lead_s: number[];
            mark: string;
            max_dv_m_s: number;
            miss_distance_km: number;
            object: string;
            origin: string;
            other: string;
            paths: components["schemas"]["Paths"];
            pc: number | null;
            pc_method: string;
            period_s: number;
            reason: string;
            record: string;
            size_m_s: number[];
            smallest: components["schemas"]["BurnView"][];
            source: string;
            study_only: boolean;
            target_miss_km: number | null;
            target_pc: number | null;
            tca_utc: string;
            trade_miss_km: (number | null)[];
            trade_pc: (number | null)[];
        };
        /** Band */
        Band: {
            expected: number;
            high: number;
            low: number;
        };
        /**
         * Basis
         * @description What it is.
         * @default planned
         * @enum {string}
         */
        Basis: "planned" | "predicted" | "definitive";
        /** Belt */
        Belt: {
            count: number;
            mark: string;
            now: number;
            objects: components["schemas"]["BeltObject"][];
            start_utc: string;
            step_s: number;
        };
        /** BeltObject */
        BeltObject: {
            age_s: number;
            drift_deg_day: number | null;
            inclination_deg: number;
            longitude_deg: (number | null)[];
            name: string;
            object: string;
            owner: string;
            type: string;
        };
        /** BreakupAsked */
        BreakupAsked: {
            /** @default  */
            at_utc: string;
            /**
             * @default supposed
             * @enum {string}
             */
            happened: "supposed" | "reported";
            /** @default 24 */
            hours: number;
            /**
             * @default explosion
             * @enum {string}
             */
            kind: "explosion" | "collision";
            /** @default [] */
            lost: (string | unknown)[];
            mass_kg?: number | null;
            object: string;
            /** @default  */
            other: string;
            projectile_mass_kg?: number | null;
            relative_speed_km_s?: number | null;
            /** @default 1 */
            seed: number;
            /** @default 0.05 */
            smallest_m: number;
        };
        /** BreakupResult */
        BreakupResult: {
            altitude_km: number;
            any_hit: components["schemas"]["Band"];
            at_utc: string;
            basis: string[];
            catastrophic: boolean | null;
            crossed: components["schemas"]["CrossedLine"][];
            crossed_total: number;
            decay: components["schemas"]["DecayView"];
            density: components["schemas"]["DensityView"];
            energy_j_g: number | null;
            gabbard: components["schemas"]["GabbardView"];
            headline: string;
            hours: number;
            kind: string;
            latitude_deg: number;
            limits: string[];
            longitude_deg: number;
            other: components["schemas"]["WhatView"] | null;
            over_m: number;
            pieces: components["schemas"]["PiecesLine"][];
            relative_speed_km_s: number | null;
            risk_after_h: number[];
            risk_hits: number[];
            screened: number;
            services: components["schemas"]["ServiceLine"][];
            supposed: boolean;
            warn: components["schemas"]["WarnLine"][];
            what: components["schemas"]["WhatView"];
        };
        /** BurnView */
        BurnView: {
            burn_utc: string;
            direction: string;
            dv_m_s: number | null;
            dv_rtn_m_s: number[] | null;
            lead_s: number;
            miss_distance_km: number | null;
            orbits_before: number;
            pc: number | null;
        };
        /** CallPoint */
        CallPoint: {
            /** @default  */
            email: string;
            party: string;
            /** @default  */
            phone: string;
            /** @default  */
            role: string;
        };
        /** Cancelled */
        Cancelled: {
            reason: string;
        };
        /**
         * CatalogColumns
         * @example {
         *       "count": 2758,
         *       "reference_utc": "vNyOTjTEvAUueXgfLqpH",
         *       "object": [
         *         "UrVGFBaiJKfHyEulsYjS"
         *       ],
         *       "name": [
         *         "BdQaRrVLsGZikpQmmFEv"
         *       ],
         *       "owner": [
         *         "CbabcOYguawIGUCctxrb"
         *       ],
         *       "type": [
         *         "GzKsdnjxheBhfgKPQDHN"
         *       ],
         *       "designator": [
         *         "wALGFHBlpJvStIgpSjGb"
         *       ],
         *       "norad_id": [
         *         9982
         *       ],
         *       "epoch_s": [
         *         -990661464221.717
         *       ],
         *       "mean_motion_rad_s": [
         *         5.94160744141527
         *       ],
         *       "eccentricity": [
         *         723776.65736307
         *       ],
         *       "inclination_rad": [
         *         -21817.5204296261
         *       ],
         *       "raan_rad": [
         *         -685370.604267023
         *       ],
         *       "argp_rad": [
         *         -19.5570369385798
         *       ],
         *       "mean_anomaly_rad": [
         *         -133.502748332511
         *       ],
         *       "bstar_per_er": [
         *         -74294213281480.8
         *       ],
         *       "rcs_m2": [
         *         -17957412545077
         *       ]
         *     }
         */
        CatalogColumns: {
            /**
             * @example [
             *       -2682813329254.5
             *     ]
             */
            argp_rad: number[];
            /**
             * @example [
             *       -3267765614067.38
             *     ]
             */
            bstar_per_er: number[];
            /** @example 9361 */
            count: number;
            /**
             * @example [
             *       "HdutFmqCQcDdvDZVPEur"
             *     ]
             */
            designator: string[];
            /**
             * @example [
             *       -92491.426720749
             *     ]
             */
            eccentricity: number[];
            /**
             * @example [
             *       598.49672066558
             *     ]
             */
            epoch_s: number[];
            /**
             * @example [
             *       -7.63559545353247
             *     ]
             */
            inclination_rad: number[];
            /**
             * @example [
             *       -71.2907915500767
             *     ]
             */
            mean_anomaly_rad: number[];
            /**
             * @example [
             *       666224224197.808
             *     ]
             */
            mean_motion_rad_s: number[];
            /**
             * @example [
             *       "iVzUMZozziJUhCsuKDfY"
             *     ]
             */
            name: string[];
            /**
             * @example [
             *       3125
             *     ]
             */
            norad_id: number[];
            /**
             * @example [
             *       "RYmbpFdWetXVhYOwZjsY"
             *     ]
             */
            object: string[];
            /**
             * @example [
             *       "MqbkVDGbgpSmpeFCZfQi"
             *     ]
             */
            owner: string[];
            /**
             * @example [
             *       -5.78640660699695
             *     ]
             */
            raan_rad: number[];
            /**
             * @example [
             *       null
             *     ]
             */
            rcs_m2: (number | null)[];
            /** @example bzayzoQbzdXMsvhsvQnj */
            reference_utc: string;
            /**
             * @example [
             *       "gOawvtQkOPQsswkMypzV"
             *     ]
             */
            type: string[];
        };
        /** CellView */
        CellView: {
            name: string;
            role: string;
        };
        /** ChangeLine */
        ChangeLine: {
            after: string;
            before: string;
            /** @enum {string} */
            change: "added" | "removed" | "changed";
            part: string;
        };
        /** Checked */
        Checked: {
            record: string;
        };
        /** ChecklistItem */
        ChecklistItem: {
            by_utc?: string | null;
            text: string;
        };
        /** CheckpointLine */
        CheckpointLine: {
            holds: boolean;
            n: number;
            t_utc: string;
        };
        /** ClaimView */
        ClaimView: {
            age_s: number;
            item: string;
            mark: string;
            origin: string;
            source: string;
            unit: string;
            value: string;
        };
        /** ClockView */
        ClockView: {
            duration_s: number;
            elapsed_s: number;
            ends_utc: string;
            /** @enum {string} */
            phase: "waiting" | "running" | "paused" | "ended";
            rounds: number;
            speed: number;
            speed_reached: number | null;
            starts_utc: string;
            text: string;
            tick_s: number;
            world_utc: string;
        };
        /** ClosureSpan */
        ClosureSpan: {
            first_s: number;
            last_s: number;
            miss_distance_km: number | null;
            name: string;
            object: string;
            probability: number | null;
            why: string;
        };
        /** CoalitionView */
        CoalitionView: {
            flows: components["schemas"]["FlowLine"][];
            mode: components["schemas"]["Mode"];
            named: components["schemas"]["NamedLine"][];
            nation: string;
            parties: components["schemas"]["PartyLine"][];
            t_utc: string;
        };
        /** Code */
        Code: {
            code: string;
        };
        /** CommandView */
        CommandView: {
            number: number;
            /** @enum {string} */
            state: "waiting" | "done" | "refused";
            text: string;
            wall_utc: string;
            what: string;
            who: string;
            world_utc: string | null;
        };
        /**
         * Confidence
         * @description How sure a statement is.
         * @default unknown
         * @enum {string}
         */
        Confidence: "low" | "moderate" | "high" | "unknown";
        /** ConjunctionLine */
        ConjunctionLine: {
            advice: string;
            age_s: (number | null)[];
            cross_track_km: number;
            event: string;
            flags: string[];
            in_track_km: number;
            mark: string;
            max_pc: number | null;
            miss_distance_km: number;
            object1: string;
            object2: string;
            pc: number | null;
            pc_method: string;
            radial_km: number;
            relative_speed_km_s: number;
            tca_utc: string;
        };
        /** ReportLine */
        conjunctions_ReportLine: {
            advice: string;
            event: string;
            ingested_utc: string;
            latest: boolean;
            mark: string;
            max_pc: number | null;
            miss_distance_km: number;
            oldest_age_s: number | null;
            origin: string;
            pc: number | null;
            pc_method: string;
            record: string;
            relative_speed_km_s: number | null;
            source: string;
            supersedes: string;
            tca_utc: string;
            version: number;
        };
        /** ContactLine */
        ContactLine: {
            answers_now: boolean | null;
            checked_by: string;
            checked_utc: string | null;
            email: string;
            hours: string;
            languages: string[];
            order: number;
            origin: string;
            overdue_s: number;
            party: string;
            phone: string;
            record: string;
            role: string;
        };
        /** Made */
        contacts_Made: {
            record: string;
        };
        /** ContradictionView */
        ContradictionView: {
            field: string;
            rule: number;
            size: string;
            test: string;
            values: components["schemas"]["ClaimView"][];
        };
        /** ConversationLine */
        ConversationLine: {
            answer_by_utc: string;
            call: boolean;
            event: string;
            in_force: string;
            proposal: string;
            sides: string[];
            stage: components["schemas"]["Stage"];
            time_left_s: number;
            turn: string;
        };
        /** ConversationView */
        ConversationView: {
            answer_by_utc: string;
            call: boolean;
            contacts: components["schemas"]["ContactLine"][];
            contested: string[];
            event: string;
            in_force: string;
            offers: components["schemas"]["OfferLine"][];
            proposal: string;
            set_aside: {
                [key: string]: string;
            }[];
            sides: string[];
            stage: components["schemas"]["Stage"];
            time_left_s: number;
            turn: string;
        };
        /** Countered */
        Countered: {
            act_by_utc: string;
            answer_by_utc: string;
            /** @default [] */
            basis: (string | unknown)[];
            default: components["schemas"]["Default"];
            maneuvering: components["schemas"]["Planned"] | null;
            proposal: string;
            /** @default  */
            reason: string;
            /** @default  */
            rule: string;
        };
        /** CredentialView */
        CredentialView: {
            created_utc: string;
            expires_utc: string;
            id: string;
            kind: string;
            person: string;
            scopes: string[];
            title: string;
        };
        /** CriticalLine */
        CriticalLine: {
            altitude_km: number;
            criticality: number;
            effect: number;
            mass_kg: number;
            name: string;
            object: string;
            owner: string;
            probability_per_year: number;
            type: string;
        };
        /** CrossedLine */
        CrossedLine: {
            altitude_km: number;
            area_m2: number;
            catastrophic: components["schemas"]["Band"];
            crewed: boolean;
            first_utc: string;
            large: components["schemas"]["Band"];
            maneuverable: boolean;
            name: string;
            object: string;
            owner: string;
            party: string;
            peak_utc: string;
            probability: components["schemas"]["Band"];
            relative_speed_km_s: number;
            size_known: boolean;
            type: string;
        };
        /** DecayView */
        DecayView: {
            activity: string;
            after_days: number[];
            half_days: components["schemas"]["Band"];
            in_orbit: components["schemas"]["Band"][];
            until_days: number;
        };
        /** DecisionThenView */
        DecisionThenView: {
            inject: number | null;
            kind: string;
            known: components["schemas"]["KnownView"][];
            nation: string;
            office: string;
            record: string;
            text: string;
            unknown: components["schemas"]["KnownView"][];
            world_utc: string;
        };
        /** DecisionView */
        DecisionView: {
            decided_utc: string;
            kind: string;
            mode: components["schemas"]["Mode"];
            object: string;
            outcome: components["schemas"]["Outcome"];
            party: string;
            persons: string[];
            policy: string;
            product: string;
            product_utc: string;
            reason: string;
            released: string;
            review: string;
            rule: string;
        };
        /** DeedView */
        DeedView: {
            inject: number | null;
            kind: string;
            marks: string[];
            office: string;
            record: string;
            text: string;
            to: string[];
            world_utc: string;
        };
        /**
         * Default
         * @description What happens where nobody answers in time.
         * @enum {string}
         */
        Default: "proposer-maneuvers" | "other-maneuvers" | "nobody-maneuvers";
        /**
         * Delivery
         * @description What happens to a message.
         * @enum {string}
         */
        Delivery: "queued" | "failed" | "sent" | "gave-up" | "withheld" | "shown";
        /** DensityView */
        DensityView: {
            after_h: number[];
            edges_km: number[];
            expected_per_km3: number[][];
            high_factor: number;
            low_factor: number;
            over_m: number;
        };
        /** DependsLine */
        DependsLine: {
            objects: components["schemas"]["OwnedLine"][];
            service: string;
            why: string;
        };
        /** DifferenceView */
        DifferenceView: {
            after_number: number;
            before_number: number;
            lines: components["schemas"]["ChangeLine"][];
            mark: string;
        };
        /** DraftAsked */
        DraftAsked: {
            /**
             * @default [
             *       "en"
             *     ]
             */
            languages: (("en" | "fr" | "ja") | unknown)[];
            remarks?: {
                [key: string]: string;
            };
        };
        /** Drafted */
        Drafted: {
            mark: string;
            records: string[];
            texts: {
                [key: string]: string;
            };
            titles: {
                [key: string]: string;
            };
            warn: string[];
        };
        /** EditionLine */
        EditionLine: {
            made_utc: string;
            number: number;
            reason: string;
            record: string;
            /** @enum {string} */
            standing: "current" | "superseded" | "withdrawn" | "to-come" | "not-in-force";
        };
        /** EllipseView */
        EllipseView: {
            angle_rad: number;
            semi_major_km: number;
            semi_minor_km: number;
        };
        /** SideView */
        encounter_shapes_SideView: {
            claimed_by: string;
            designator: string;
            maneuver_class: string;
            name: string;
            object: string;
            ours: boolean;
            owner: string;
            party: string;
            type: string;
        };
        /** EncounterLine */
        EncounterLine: {
            acknowledged: string[];
            advice: string;
            assumptions_hold: boolean | null;
            by: string;
            event: string;
            flags: string[];
            mark: string;
            max_pc: number | null;
            miss_distance_km: number;
            name1: string;
            name2: string;
            object1: string;
            object2: string;
            oldest_age_s: number | null;
            owner1: string;
            owner2: string;
            pc: number | null;
            pc_method: string;
            relative_speed_km_s: number | null;
            severity: string;
            sources: number;
            stage: string;
            tca_utc: string;
            time_left_s: number;
            told: string[];
            turn: string;
            type1: string;
            type2: string;
            warning_state: string;
        };
        /** EncounterPage */
        EncounterPage: {
            found: number;
            items: components["schemas"]["EncounterLine"][];
            next: string | null;
            screened_utc: string;
            until_utc: string;
        };
        /** EncounterView */
        EncounterView: {
            event: string;
            now_utc: string;
            side1: components["schemas"]["encounter_shapes_SideView"];
            side2: components["schemas"]["encounter_shapes_SideView"];
            sources: components["schemas"]["SourceView"][];
            story: components["schemas"]["StoryLine"][];
            story_left_out: number;
            tca_utc: string;
            told: components["schemas"]["ToldLine"][];
        };
        /** EnvironmentAsked */
        EnvironmentAsked: {
            /** @default 0.9 */
            disposal_success: number;
            explosions_per_year?: number | null;
            launches_per_year?: number | null;
            /** @default 1 */
            seed: number;
            /** @default 100 */
            years: number;
        };
        /** EnvironmentResult */
        EnvironmentResult: {
            basis: string[];
            critical: components["schemas"]["CriticalLine"][];
            edges_km: number[];
            first: {
                [key: string]: number[];
            };
            headline: string;
            last: {
                [key: string]: number[];
            };
            limits: string[];
            species: components["schemas"]["SpeciesView"][];
            stable: boolean | null;
            start_utc: string;
            years: number[];
        };
        /** EventView */
        EventView: {
            event: string;
            reports: components["schemas"]["conjunctions_ReportLine"][];
            screening: components["schemas"]["ConjunctionLine"] | null;
        };
        /** EvidenceLine */
        EvidenceLine: {
            by: string;
            kind: string;
            made_utc: string;
            mark: string;
            origin: string;
            record: string;
            /** @enum {string} */
            standing: "latest" | "superseded" | "withdrawn" | "hidden";
            text: string;
        };
        /** ExerciseView */
        ExerciseView: {
            cells: string[];
            clock: components["schemas"]["ClockView"];
            directs: boolean;
            marks: string[];
            name: string;
            nation: string;
            number: number;
            participants: components["schemas"]["ParticipantView"][];
            review_open: boolean;
            tabletop: boolean;
            title: string;
        };
        /** ExpectedView */
        ExpectedView: {
            after_s: number | null;
            by: string;
            done_utc: string | null;
            due_utc: string | null;
            judged: string;
            kind: string;
            number: number;
            record: string;
            /** @enum {string} */
            state: "waiting" | "open" | "met" | "late" | "missed" | "void";
            text: string;
            within_s: number | null;
        };
        /** ExpressionAsked */
        ExpressionAsked: {
            beside?: string[];
            expression: string;
        };
        /** ExpressionView */
        ExpressionView: {
            column: number;
            hint: string;
            line: number;
            standing: ("holds" | "nearly" | "unknown" | "fails") | "";
            steps: components["schemas"]["StepLine"][];
            warnings: string[];
            why: string;
        };
        /** FactView */
        FactView: {
            facts: {
                [key: string]: unknown;
            };
            ingested_utc: string;
            mark: string;
            origin: string;
            record: string;
        };
        /** Families */
        Families: {
            families: components["schemas"]["Family"][];
            mark: string;
        };
        /** Family */
        Family: {
            debris: number;
            family: string;
            name: string;
            objects: number;
        };
        /** Fault */
        Fault: {
            code: string;
            /** @default  */
            detail: string;
            /** @default  */
            field: string;
            /** @default  */
            hint: string;
            /** @default  */
            request: string;
            title: string;
        };
        /** FaultBody */
        FaultBody: {
            error: components["schemas"]["Fault"];
        };
        /** FaultLine */
        FaultLine: {
            expected: string;
            got: string;
            keyword: string;
            line: number | null;
        };
        /** FindingView */
        FindingView: {
            high: number | null;
            low: number | null;
            name: string;
            text: string;
            unit: string;
            value: number | null;
        };
        /** FlowLine */
        FlowLine: {
            kinds: {
                [key: string]: number;
            };
            last_utc: string;
            origin: string;
            recipient: string;
            records: number;
        };
        /** FlownView */
        FlownView: {
            burn_utc: string;
            direction: string;
            dv_m_s: number | null;
            dv_rtn_m_s: number[] | null;
            flags: string[];
            lead_s: number;
            miss_distance_km: number | null;
            orbits_before: number;
            pc: number | null;
            pc_method: string;
            tca_utc: string;
        };
        /** Found */
        Found: {
            items: components["schemas"]["FoundObject"][];
            total: number;
        };
        /** FoundObject */
        FoundObject: {
            age_s: number;
            by: string;
            designator: string;
            mark: string;
            name: string;
            norad_id: number;
            object: string;
            owner: string;
            type: string;
        };
        /** FunctionLine */
        FunctionLine: {
            call: string;
            example: string;
            text: string;
            unit: string;
        };
        /** Gabbard */
        Gabbard: {
            family: string;
            mark: string;
            objects: components["schemas"]["GabbardObject"][];
            total: number;
        };
        /** GabbardObject */
        GabbardObject: {
            apogee_km: number;
            inclination_deg: number;
            name: string;
            object: string;
            perigee_km: number;
            period_min: number;
            type: string;
        };
        /** GabbardView */
        GabbardView: {
            apogee_km: number[];
            length_m: number[];
            of: number[];
            parent_apogee_km: number;
            parent_perigee_km: number;
            parent_period_min: number;
            perigee_km: number[];
            period_min: number[];
            total: number;
        };
        /** GivenBack */
        GivenBack: {
            note: string;
            office: string;
            /** @default watch */
            watch: string;
        };
        /** GraphEdge */
        GraphEdge: {
            items: number[];
            relation: string;
            source: string;
            target: string;
        };
        /** GraphNode */
        GraphNode: {
            id: string;
            kind: string;
            mark: string;
            mode: components["schemas"]["Mode"];
            more: boolean;
            object: string;
            origin: string;
            said: string;
            t_created_utc: string;
            unopened: number;
            version: number;
        };
        /** GraphView */
        GraphView: {
            edges: components["schemas"]["GraphEdge"][];
            nodes: components["schemas"]["GraphNode"][];
            root: string;
        };
        /**
         * Gravity
         * @description How bad it would be, by the criticality of what is hit.
         * @enum {string}
         */
        Gravity: "unknown" | "slight" | "serious" | "grave";
        /**
         * Grounds
         * @description What the orbits are that a warning rests on. Only the first can call for action.
         * @enum {string}
         */
        Grounds: "determined" | "elements" | "stale" | "unstated";
        /**
         * Harm
         * @description What a likelihood is of.
         * @default happened
         * @enum {string}
         */
        Harm: "loss" | "shortfall" | "happened" | "closed" | "exposure";
        /**
         * Hazard
         * @description What may do harm; interference, anomaly and behavior as somebody reports them.
         * @enum {string}
         */
        Hazard: "conjunction" | "debris" | "launch-access" | "space-weather" | "interference" | "anomaly" | "feed" | "sensor" | "crew" | "behavior";
        /** Health */
        Health: {
            nation: string;
            ok: boolean;
            time_utc: string;
        };
        /** HistoryPoint */
        HistoryPoint: {
            /** @enum {string} */
            confidence: "low" | "moderate" | "high" | "unknown";
            /** @enum {string} */
            gravity: "unknown" | "slight" | "serious" | "grave";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            origin: string;
            record: string;
            text: string;
        };
        /** HistoryView */
        HistoryView: {
            edges_km: number[];
            mark: string;
            now: components["schemas"]["ShellSnapshot"] | null;
            snapshots: components["schemas"]["ShellSnapshot"][];
            source: string;
        };
        /** HumanStepView */
        HumanStepView: {
            began_utc: string;
            ended_utc: string;
            office: string;
            text: string;
            took_s: number;
            took_wall_s: number | null;
        };
        /** ImprovementView */
        ImprovementView: {
            because: string;
            due: string;
            measure: string;
            number: number;
            owner: string;
            retest: string;
            text: string;
        };
        /** Injected */
        Injected: {
            number?: number | null;
            /** @default  */
            text: string;
            /** @default  */
            title: string;
            /** @default [] */
            to: (string | unknown)[];
            /**
             * @default give
             * @enum {string}
             */
            what: "give" | "hold" | "free" | "skip";
        };
        /** InjectView */
        InjectView: {
            at_s: number | null;
            at_utc: string | null;
            expected: components["schemas"]["ExpectedView"][];
            given_by: string;
            given_utc: string | null;
            improvised: boolean;
            number: number;
            objectives: string[];
            of: string;
            reading: string;
            record: string;
            /** @enum {string} */
            state: "waiting" | "held" | "given" | "skipped" | "failed";
            text: string;
            title: string;
            to: string[];
            when: string;
            world_action: string;
        };
        /** InputLine */
        InputLine: {
            commitment: string;
            record: string;
            salt: string;
        };
        /**
         * Intent
         * @description A hypothetical one is screened when asked for.
         * @default committed
         * @enum {string}
         */
        Intent: "hypothetical" | "committed" | "flown";
        /**
         * Issue
         * @description Where a numbered text stands. What is cancelled says so; it does not just stop.
         * @enum {string}
         */
        Issue: "issued" | "updated" | "cancelled";
        /** Issued */
        Issued: {
            outcomes: {
                [key: string]: number;
            };
            records: string[];
            serial: string;
        };
        /** IssuedLine */
        IssuedLine: {
            body: components["schemas"]["WarningBody"];
            created_utc: string;
            label: {
                [key: string]: unknown;
            };
            origin: string;
            record: string;
        };
        /** ItemView */
        ItemView: {
            about_utc: string | null;
            asks: string;
            due_utc: string | null;
            event: string;
            item: string;
            kind: string;
            left_s: number | null;
            marks: string[];
            miss_distance_km: number | null;
            names: string[];
            note: string;
            number: number;
            objects: string[];
            party: string;
            progress: string;
            records: string[];
            severity: string;
            since_utc: string;
            source: string;
            text: string;
            word: string;
        };
        /** Kept */
        Kept: {
            assessments: string[];
            event: string;
            mark: string;
        };
        /** KeysLine */
        KeysLine: {
            directory: number;
            good: number;
            revoked: number;
            root: string;
            until_utc: string;
        };
        /** KnownView */
        KnownView: {
            record: string;
            source: string;
            text: string;
            world_utc: string;
        };
        /** KnowsView */
        KnowsView: {
            after_s: number | null;
            at_utc: string | null;
            nation: string;
            record: string;
            /** @enum {string} */
            stage: "unaware" | "could_know" | "knew" | "warned" | "released" | "acknowledged" | "acted";
        };
        /** LabelView */
        LabelView: {
            banner: string;
            mode: string;
            portion: string;
            sentences: components["schemas"]["Sentence"][];
        };
        /** LaunchAsked */
        LaunchAsked: {
            /** @default 500 */
            altitude_km: number;
            /** @default 4 */
            hours: number;
            /** @default 97.4 */
            inclination_deg: number;
            /** @default 1 */
            seed: number;
            site: string;
            /** @default  */
            start_utc: string;
            /** @default  */
            study: string;
        };
        /** LaunchDay */
        LaunchDay: {
            after_days: number;
            closed_s: components["schemas"]["Band"];
            day_utc: string;
        };
        /** LaunchResult */
        LaunchResult: {
            access_days: components["schemas"]["Band"] | null;
            after: components["schemas"]["WindowView"] | null;
            altitude_km: number;
            ascent_s: number;
            azimuth_deg: number;
            basis: string[];
            before: components["schemas"]["WindowView"];
            calendar: components["schemas"]["LaunchDay"][];
            headline: string;
            inclination_deg: number;
            latitude_deg: number;
            limits: string[];
            longitude_deg: number;
            screened: number;
            site: string;
            start_utc: string;
            study: string;
            window_s: number;
        };
        /** LaunchSiteView */
        LaunchSiteView: {
            latitude_deg: number;
            longitude_deg: number;
            name: string;
            nation: string;
            site: string;
        };
        /** LikelihoodView */
        LikelihoodView: {
            days: number | null;
            high: number | null;
            low: number | null;
            text: string;
            unit: string;
            value: number | null;
        };
        /** LineageView */
        LineageView: {
            inputs: components["schemas"]["InputLine"][];
            products: string[];
        };
        /** LossLine */
        LossLine: {
            currency: string;
            loss: components["schemas"]["Band"];
            lost: number;
            money: components["schemas"]["Band"] | null;
            nation: string;
            outage_h: components["schemas"]["Band"] | null;
            satellites: number;
            sector: string;
            service: string;
            substitutes: string[];
        };
        /** MadeToken */
        MadeToken: {
            created_utc: string;
            expires_utc: string;
            id: string;
            kind: string;
            person: string;
            scopes: string[];
            title: string;
            token: string;
        };
        /**
         * Maneuverability
         * @description Whether the object can change its orbit.
         * @default unknown
         * @enum {string}
         */
        Maneuverability: "yes" | "no" | "unknown";
        /** MeanwhileLine */
        MeanwhileLine: {
            assumption: number;
            at_utc: string;
            learnt_utc: string;
            origin: string;
            record: string;
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails" | "";
            text: string;
            /** @enum {string} */
            what: "known" | "learnt" | "forgotten";
        };
        /** MeasureView */
        MeasureView: {
            at_least: boolean;
            inject: number | null;
            limit: number | null;
            metric: string;
            name: string;
            nation: string;
            reason: string;
            records: string[];
            /** @enum {string} */
            state: "waiting" | "met" | "missed" | "unknown";
            text: string;
            unit: string;
            value: number | null;
        };
        /** MessageLine */
        MessageLine: {
            attempts: number;
            changed_utc: string;
            channel: string;
            detail: string;
            message: string;
            outcome: components["schemas"]["Delivery"];
            party: string;
            put_down_utc: string;
            record: string;
            role: string;
            rung: number;
        };
        /** MessageView */
        MessageView: {
            nation: string;
            text: string;
            who: string;
            world_utc: string;
        };
        /**
         * Mode
         * @description The world that a record speaks of. No part of the label: modes never mix.
         *
         *         Each mode has signing keys and feeds of its own, so that no edit of a field
         *         makes an exercise's record a real one.
         * @enum {string}
         */
        Mode: "REAL" | "EXERCISE" | "SIMULATED" | "TEST";
        /** NamedLine */
        NamedLine: {
            held: number;
            origin: string;
            party: string;
            records: number;
        };
        /** NationLineView */
        NationLineView: {
            nation: string;
            stages: components["schemas"]["StageView"][];
            steps: components["schemas"]["HumanStepView"][];
        };
        /** NewCommand */
        NewCommand: {
            speed?: number | null;
            step_s?: number | null;
            /** @enum {string} */
            what: "pause" | "go" | "speed" | "step" | "stop";
        };
        /** NewContact */
        NewContact: {
            /** @default  */
            email: string;
            /** @default  */
            hours: string;
            /** @default [] */
            languages: (string | unknown)[];
            /** @default U */
            level: string;
            /** @default 1 */
            order: number;
            party: string;
            /** @default  */
            phone: string;
            /** @default [] */
            releasable_to: (string | unknown)[];
            role: string;
        };
        /** NewEntry */
        NewEntry: {
            at_utc?: string | null;
            /** @default [] */
            closes: (string | unknown)[];
            corrects?: string | null;
            due_utc?: string | null;
            /** @default  */
            event: string;
            /** @default U */
            level: string;
            opens?: string | null;
            /** @default [] */
            records: (string | unknown)[];
            /** @default [] */
            releasable_to: (string | unknown)[];
            /** @default duty officer */
            role: string;
            /** @default  */
            text: string;
            /** @default watch */
            watch: string;
        };
        /** NewNotice */
        NewNotice: {
            /**
             * @default [
             *       "en"
             *     ]
             */
            languages: (("en" | "fr" | "ja") | unknown)[];
            records: (string | unknown)[];
            remarks?: {
                [key: string]: string;
            };
            /** @default  */
            replaces: string;
        };
        /** NewToken */
        NewToken: {
            caveats?: string[] | null;
            ceiling?: string | null;
            /** @default 2592000 */
            lasts_s: number;
            modes?: components["schemas"]["Mode"][] | null;
            scopes: components["schemas"]["Right"][];
            title: string;
        };
        /** No */
        No: {
            reason: string;
        };
        /** CallLine */
        node_http_routes_coordination_shapes_CallLine: {
            contacts: components["schemas"]["ContactLine"][];
            event: string;
            kind: string;
            party: string;
            record: string;
            since_utc: string;
            until_utc: string;
        };
        /** NodeFacts */
        NodeFacts: {
            mode: components["schemas"]["Mode"];
            nation: string;
            neighbours: string[];
            sign_in_service: boolean;
            speed: number;
            time_utc: string;
            version: string;
        };
        /** NodeView */
        NodeView: {
            cut_from: string[];
            last_utc: string | null;
            nation: string;
            objects: number;
            text: string;
            warnings: number;
        };
        /** NoticeLine */
        NoticeLine: {
            by: string;
            event: string;
            issued_utc: string;
            marks: {
                [key: string]: string;
            };
            number: number;
            origin: string;
            records: {
                [key: string]: string;
            };
            replaces: string;
            serial: string;
            standing: string;
            titles: {
                [key: string]: string;
            };
        };
        /** NoticeView */
        NoticeView: {
            by: string;
            event: string;
            issued_utc: string;
            marks: {
                [key: string]: string;
            };
            number: number;
            origin: string;
            records: {
                [key: string]: string;
            };
            replaces: string;
            serial: string;
            standing: string;
            texts: {
                [key: string]: string;
            };
            titles: {
                [key: string]: string;
            };
        };
        /** ObjectiveResultView */
        ObjectiveResultView: {
            measures: components["schemas"]["MeasureView"][];
            name: string;
            /** @enum {string} */
            state: "met" | "partly" | "missed" | "unknown";
            text: string;
        };
        /** ObjectiveView */
        ObjectiveView: {
            injects: number[];
            measures: components["schemas"]["MeasureView"][];
            name: string;
            text: string;
        };
        /** ObjectLine */
        ObjectLine: {
            age_s: number;
            designator: string;
            epoch_utc: string;
            name: string;
            object: string;
            owner: string;
            rcs_m2: number | null;
            type: string;
        };
        /** SideView */
        objects_SideView: {
            adopted: boolean;
            age_s: number;
            basis: string;
            elements: {
                [key: string]: number;
            } | null;
            epoch_utc: string;
            ingested_utc: string;
            item: string;
            mark: string;
            origin: string;
            rule: number;
            source: string;
        };
        /** ObjectView */
        ObjectView: {
            contradictions: components["schemas"]["ContradictionView"][];
            facts: components["schemas"]["FactView"][];
            object: string;
            sides: components["schemas"]["objects_SideView"][];
        };
        /** ObligationLine */
        ObligationLine: {
            derived: boolean;
            done_utc: string;
            due_utc: string;
            every_s: number | null;
            /** @enum {string} */
            kind: "report" | "contact-check" | "release" | "review" | "action";
            left_s: number | null;
            mark: string;
            obligation: string;
            owes: string;
            plan: string;
            records: string[];
            since_utc: string;
            /** @enum {string} */
            state: "open" | "late" | "met" | "met-late" | "waived";
            text: string;
            to: string;
            yours: boolean;
        };
        /** ObligationMade */
        ObligationMade: {
            obligation: string;
            record: string;
        };
        /** ObligationSettled */
        ObligationSettled: {
            /** @enum {string} */
            outcome: "met" | "waived";
            text: string;
        };
        /** Offered */
        Offered: {
            incoming: string;
            /**
             * @default en
             * @enum {string}
             */
            language: "en" | "fr" | "ja";
            /** @default  */
            note: string;
            outgoing: string;
            /** @default watch */
            watch: string;
        };
        /** OfferLine */
        OfferLine: {
            acknowledged_by: string[];
            answer: components["schemas"]["WordLine"] | null;
            asked: string;
            body: unknown;
            confirmation: components["schemas"]["WordLine"] | null;
            defaults: components["schemas"]["WordLine"][];
            made_utc: string;
            origin: string;
            promises: components["schemas"]["WordLine"][];
            proposer: string;
            received_utc: string;
            record: string;
            stage: components["schemas"]["Stage"];
        };
        /** CallLine */
        operations_consequence_results_breakup_CallLine: {
            email: string;
            party: string;
            phone: string;
            role: string;
        };
        /** OpinionView */
        OpinionView: {
            /** @enum {string} */
            confidence: "low" | "moderate" | "high" | "unknown";
            /** @enum {string} */
            gravity: "unknown" | "slight" | "serious" | "grave";
            likelihood: components["schemas"]["LikelihoodView"];
            made_utc: string;
            mark: string;
            origin: string;
            records: string[];
            /** @enum {string} */
            standing: "latest" | "expired" | "superseded" | "withdrawn";
            text: string;
            until_utc: string;
        };
        /** OrbitShape */
        OrbitShape: {
            apogee_km: number | null;
            bstar_per_er: number;
            eccentricity: number;
            inclination_deg: number;
            perigee_km: number | null;
            period_min: number | null;
            raan_deg: number;
        };
        /** OrbitView */
        OrbitView: {
            age_s: number | null;
            covariance: string;
            epoch_utc: string | null;
            hard_body_source: string;
            maneuverability: string;
            origin: string;
            period_s: number | null;
            record: string;
            sigma_rtn_km: number[] | null;
            source: string;
        };
        /** OrganizationLine */
        OrganizationLine: {
            id: string;
            name: string;
            objects: string[];
        };
        /**
         * Outcome
         * @description What was decided for one party about one product.
         * @enum {string}
         */
        Outcome: "released" | "review" | "withheld";
        /**
         * Owed
         * @description What sort of thing is owed.
         * @enum {string}
         */
        Owed: "report" | "contact-check" | "release" | "review" | "action";
        /** OwnedLine */
        OwnedLine: {
            object: string;
            owners: components["schemas"]["OwnerLine"][];
        };
        /** OwnerLine */
        OwnerLine: {
            as_of: string;
            confidence: string;
            name: string;
            party: string;
            source: string;
            told_by: string;
        };
        /** Page[RecordLine] */
        "Page_cspo.node.http.record_lines.RecordLine_": {
            items: components["schemas"]["RecordLine"][];
            next?: string | null;
        };
        /** Page[AlarmView] */
        "Page_cspo.node.http.routes.alarms.AlarmView_": {
            items: components["schemas"]["AlarmView"][];
            next?: string | null;
        };
        /** Page[FunctionLine] */
        "Page_cspo.node.http.routes.assumption_shapes.FunctionLine_": {
            items: components["schemas"]["FunctionLine"][];
            next?: string | null;
        };
        /** Page[ConjunctionLine] */
        "Page_cspo.node.http.routes.conjunctions.ConjunctionLine_": {
            items: components["schemas"]["ConjunctionLine"][];
            next?: string | null;
        };
        /** Page[ReportLine] */
        "Page_cspo.node.http.routes.conjunctions.ReportLine_": {
            items: components["schemas"]["conjunctions_ReportLine"][];
            next?: string | null;
        };
        /** Page[StudyLine] */
        "Page_cspo.node.http.routes.consequence_shapes.StudyLine_": {
            items: components["schemas"]["StudyLine"][];
            next?: string | null;
        };
        /** Page[ContactLine] */
        "Page_cspo.node.http.routes.contacts.ContactLine_": {
            items: components["schemas"]["ContactLine"][];
            next?: string | null;
        };
        /** Page[ConversationLine] */
        "Page_cspo.node.http.routes.coordination_shapes.ConversationLine_": {
            items: components["schemas"]["ConversationLine"][];
            next?: string | null;
        };
        /** Page[MessageLine] */
        "Page_cspo.node.http.routes.coordination_shapes.MessageLine_": {
            items: components["schemas"]["MessageLine"][];
            next?: string | null;
        };
        /** Page[DecisionView] */
        "Page_cspo.node.http.routes.decisions.DecisionView_": {
            items: components["schemas"]["DecisionView"][];
            next?: string | null;
        };
        /** Page[NoticeLine] */
        "Page_cspo.node.http.routes.notices.NoticeLine_": {
            items: components["schemas"]["NoticeLine"][];
            next?: string | null;
        };
        /** Page[ObjectLine] */
        "Page_cspo.node.http.routes.objects.ObjectLine_": {
            items: components["schemas"]["ObjectLine"][];
            next?: string | null;
        };
        /** Page[OwnedLine] */
        "Page_cspo.node.http.routes.parties.OwnedLine_": {
            items: components["schemas"]["OwnedLine"][];
            next?: string | null;
        };
        /** Page[MeanwhileLine] */
        "Page_cspo.node.http.routes.plan_meanwhile.MeanwhileLine_": {
            items: components["schemas"]["MeanwhileLine"][];
            next?: string | null;
        };
        /** Page[PlanLine] */
        "Page_cspo.node.http.routes.plans_shapes.PlanLine_": {
            items: components["schemas"]["PlanLine"][];
            next?: string | null;
        };
        /** Page[ObligationLine] */
        "Page_cspo.node.http.routes.readiness_shapes.ObligationLine_": {
            items: components["schemas"]["ObligationLine"][];
            next?: string | null;
        };
        /** Page[ReviewView] */
        "Page_cspo.node.http.routes.reviews.ReviewView_": {
            items: components["schemas"]["ReviewView"][];
            next?: string | null;
        };
        /** Page[AssessmentLine] */
        "Page_cspo.node.http.routes.risk_shapes.AssessmentLine_": {
            items: components["schemas"]["AssessmentLine"][];
            next?: string | null;
        };
        /** Page[AssetLine] */
        "Page_cspo.node.http.routes.risk.AssetLine_": {
            items: components["schemas"]["AssetLine"][];
            next?: string | null;
        };
        /** Page[CredentialView] */
        "Page_cspo.node.http.routes.tokens.CredentialView_": {
            items: components["schemas"]["CredentialView"][];
            next?: string | null;
        };
        /** Page[TrajectoryLine] */
        "Page_cspo.node.http.routes.trajectories.TrajectoryLine_": {
            items: components["schemas"]["TrajectoryLine"][];
            next?: string | null;
        };
        /** Page[WarningLine] */
        "Page_cspo.node.http.routes.warnings_shapes.WarningLine_": {
            items: components["schemas"]["WarningLine"][];
            next?: string | null;
        };
        /** Page[EntryView] */
        "Page_cspo.node.http.routes.watch_shapes.EntryView_": {
            items: components["schemas"]["routes_watch_shapes_EntryView"][];
            next?: string | null;
        };
        /** Page[ItemView] */
        "Page_cspo.node.http.routes.watch_shapes.ItemView_": {
            items: components["schemas"]["ItemView"][];
            next?: string | null;
        };
        /** ParticipantView */
        ParticipantView: {
            cells: components["schemas"]["CellView"][];
            nation: string;
        };
        /** PartyLine */
        PartyLine: {
            keys: components["schemas"]["KeysLine"] | null;
            name: string;
            ours: boolean;
            party: string;
        };
        /** PastSet */
        PastSet: {
            epoch_utc: string;
            mark: string;
            orbit: components["schemas"]["OrbitShape"];
            origin: string;
            record: string;
            source: string;
        };
        /** PastSets */
        PastSets: {
            cut: boolean;
            items: components["schemas"]["PastSet"][];
            object: string;
            since_utc: string;
        };
        /**
         * Paths
         * @description How the two move past each other, which says what a trade costs.
         * @enum {string}
         */
        Paths: "straight" | "curved" | "slow";
        /** PiecesLine */
        PiecesLine: {
            count: components["schemas"]["Band"];
            over_m: number;
        };
        /** PlaceView */
        PlaceView: {
            cell: string;
            last_utc: string | null;
            nation: string;
            offices: string[];
            /** @enum {string} */
            played_by: "people" | "script" | "nobody";
            role: string;
        };
        /**
         * State
         * @description Where an obligation stands.
         * @enum {string}
         */
        plan_obligation_State: "open" | "late" | "met" | "met-late" | "waived";
        /** PlanAmended */
        PlanAmended: {
            assumptions: (components["schemas"]["AssumptionAsked"] | unknown)[];
            number: number;
            objective: string;
            reason: string;
        };
        /** PlanEvent */
        PlanEvent: {
            assumption: number;
            at_utc: string;
            by: string;
            record: string;
            text: string;
            /** @enum {string} */
            what: "entered" | "amended" | "flagged" | "cleared" | "reviewed" | "reaffirmed" | "retired" | "late";
        };
        /** PlaneView */
        PlaneView: {
            across_km: number;
            combined: components["schemas"]["EllipseView"] | null;
            ellipse1: components["schemas"]["EllipseView"] | null;
            ellipse2: components["schemas"]["EllipseView"] | null;
            miss_distance_km: number;
            tca_shift_s: number;
            up_km: number;
        };
        /** PlanLine */
        PlanLine: {
            carries: string[];
            counts: {
                [key: string]: number;
            };
            /** @enum {string} */
            dependent: "holds" | "nearly" | "unknown" | "fails";
            due_utc: string;
            /** @enum {string} */
            due_what: "" | "answer" | "review";
            flagged_utc: string;
            /** @enum {string} */
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
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails";
            /** @enum {string} */
            state: "draft" | "agreed" | "active" | "done" | "cancelled" | "not-in-force";
            title: string;
            worst: string;
        };
        /** PlanLink */
        PlanLink: {
            plan: string;
            since_utc: string;
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails";
            title: string;
        };
        /** PlanMade */
        PlanMade: {
            number: number;
            plan: string;
            record: string;
            warnings: string[];
        };
        /** Planned */
        Planned: {
            burn_utc?: string | null;
            delta_v_rtn_km_s?: [
                number,
                number,
                number
            ] | null;
            miss_distance_km?: number | null;
            object: string;
            party: string;
        };
        /** PlanPut */
        PlanPut: {
            number?: number | null;
            /** @default  */
            reason: string;
            toml: string;
        };
        /** PlanReaffirmed */
        PlanReaffirmed: {
            number: number;
            reason: string;
            until_utc?: string | null;
        };
        /** PlanRetired */
        PlanRetired: {
            number: number;
            reason: string;
        };
        /** PlanReviewed */
        PlanReviewed: {
            next_utc?: string | null;
            note: string;
            number: number;
        };
        /**
         * PlanStanding
         * @description How an assumption stands.
         * @enum {string}
         */
        PlanStanding: "holds" | "nearly" | "unknown" | "fails";
        /** PlanStepView */
        PlanStepView: {
            after: number[];
            number: number;
            party: string;
            start_utc: string;
            stop_utc: string;
            text: string;
        };
        /** PlanView */
        PlanView: {
            above: components["schemas"]["PlanLink"][];
            assumptions: components["schemas"]["AssumptionView"][];
            below: components["schemas"]["PlanLink"][];
            carries: string[];
            counts: {
                [key: string]: number;
            };
            deeds: ("review" | "amend" | "reaffirm" | "retire")[];
            /** @enum {string} */
            dependent: "holds" | "nearly" | "unknown" | "fails";
            due_utc: string;
            /** @enum {string} */
            due_what: "" | "answer" | "review";
            editions: components["schemas"]["EditionLine"][];
            events: components["schemas"]["PlanEvent"][];
            flagged_utc: string;
            in_force_from: string;
            in_force_until: string;
            /** @enum {string} */
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
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails";
            /** @enum {string} */
            state: "draft" | "agreed" | "active" | "done" | "cancelled" | "not-in-force";
            steps: components["schemas"]["PlanStepView"][];
            title: string;
            worst: string;
        };
        /** PlayerView */
        PlayerView: {
            asks: components["schemas"]["AskView"][];
            clock: components["schemas"]["ClockView"];
            deeds: components["schemas"]["DeedView"][];
            deeds_more: number;
            messages: components["schemas"]["MessageView"][];
            nation: string;
        };
        /** PlayerWord */
        PlayerWord: {
            inject?: number | null;
            /** @default duty officer */
            office: string;
            /** @default  */
            text: string;
        };
        /** PositioningView */
        PositioningView: {
            after: number[][];
            after_global: number;
            after_worst: number;
            before: number[][];
            before_global: number;
            before_worst: number;
            latitudes_deg: number[];
            longitudes_deg: number[];
            lost: number;
            satellites: number;
            system: string;
        };
        /** Probability */
        Probability: {
            high?: number | null;
            low?: number | null;
            method: string;
            pc?: number | null;
        };
        /**
         * Progress
         * @description How far somebody has come with a record that asks for something.
         * @enum {string}
         */
        Progress: "received" | "acting" | "done";
        /** Promised */
        Promised: {
            by_utc: string;
            /** @default  */
            note: string;
            object: string;
            proposal: string;
        };
        /** ProofView */
        ProofView: {
            algorithm: string;
            checked_utc: string;
            code: string;
            given: components["schemas"]["proving_EntryView"][];
            holds: boolean;
            label: components["schemas"]["LabelView"];
            received: components["schemas"]["proving_EntryView"] | null;
            signatures: components["schemas"]["SignatureView"][];
            signed_bytes: number;
            withdrawn: components["schemas"]["WithdrawnView"] | null;
        };
        /** Proposed */
        Proposed: {
            act_by_utc: string;
            answer_by_utc: string;
            /** @default [] */
            basis: (string | unknown)[];
            default: components["schemas"]["Default"];
            event: string;
            maneuvering: components["schemas"]["Planned"] | null;
            /** @default  */
            reason: string;
            /** @default  */
            rule: string;
            to: string;
        };
        /** ProtectionView */
        ProtectionView: {
            needs_s: number | null;
            /** @enum {string} */
            option: "move" | "safe-mode" | "switch-service" | "notify";
            party: string;
            text: string;
        };
        /** EntryView */
        proving_EntryView: {
            checkpoint: components["schemas"]["CheckpointLine"] | null;
            hash: string;
            holds: boolean;
            linked: boolean;
            origin: string;
            recipient: string;
            seq: number;
            signed_for: boolean;
        };
        /** QualificationAsked */
        QualificationAsked: {
            /** @default  */
            expires: string;
            name: string;
        };
        /** QualificationView */
        QualificationView: {
            expires_utc: string;
            left_s: number | null;
            name: string;
        };
        /** Queued */
        Queued: {
            number: number;
        };
        /**
         * Readiness
         * @description How ready it is.
         * @enum {string}
         */
        Readiness: "ready" | "limited" | "down" | "unknown";
        /** ReadinessAsked */
        ReadinessAsked: {
            /** @default U */
            level: string;
            name: string;
            /** @default [] */
            qualifications: (components["schemas"]["QualificationAsked"] | unknown)[];
            /** @default  */
            reason: string;
            /** @default [] */
            regimes: (("LEO" | "MEO" | "GEO" | "HEO") | unknown)[];
            /** @default [] */
            releasable_to: (string | unknown)[];
            state: components["schemas"]["Readiness"];
            subject: components["schemas"]["ReadySubject"];
            /** @default  */
            title: string;
            until_utc?: string | null;
        };
        /** ReadinessLine */
        ReadinessLine: {
            heard_utc: string;
            /** @enum {string} */
            kind: "feed" | "sensor" | "crew" | "service" | "site";
            lag_s: number | null;
            mark: string;
            name: string;
            nation: string;
            qualifications: components["schemas"]["QualificationView"][];
            records: string[];
            since_utc: string;
            /** @enum {string} */
            state: "ready" | "limited" | "down" | "unknown";
            text: string;
            title: string;
        };
        /** ReadinessView */
        ReadinessView: {
            at_utc: string;
            lines: components["schemas"]["ReadinessLine"][];
            mark: string;
        };
        /** ReadingView */
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
         * ReadySubject
         * @description What is reported ready or not.
         * @enum {string}
         */
        ReadySubject: "feed" | "sensor" | "crew" | "service" | "site";
        /** ReckonedView */
        ReckonedView: {
            flags: string[];
            max_pc: number | null;
            pc: number | null;
            pc_method: string;
            straight: boolean;
            violations: string[];
        };
        /** RecordLine */
        RecordLine: {
            /** @default  */
            cursor: string;
            id: string;
            kind: string;
            label: {
                [key: string]: unknown;
            };
            mode: components["schemas"]["Mode"];
            object: string;
            origin: string;
            supersedes: string;
            t_created_utc: string;
            t_ingest_utc: string;
            t_valid_utc: string;
            version: number;
        };
        /** RecordView */
        RecordView: {
            body: unknown;
            /** @default  */
            cursor: string;
            envelope: string;
            id: string;
            kind: string;
            label: {
                [key: string]: unknown;
            };
            mode: components["schemas"]["Mode"];
            object: string;
            origin: string;
            provenance: {
                [key: string]: unknown;
            };
            supersedes: string;
            t_created_utc: string;
            t_ingest_utc: string;
            t_valid_utc: string;
            version: number;
        };
        /** Refusing */
        Refusing: {
            proposal: string;
            reason: string;
        };
        /** Reported */
        Reported: {
            event: string;
            faults: components["schemas"]["FaultLine"][];
            record: string;
            source: string;
        };
        /** Returned */
        Returned: {
            event: string;
            /** @default  */
            reason: string;
            /** @default duty officer */
            role: string;
        };
        /** ReviewView */
        ReviewView: {
            approvals: number;
            approved_by: string[];
            desk: string;
            drafter: string;
            due_utc: string;
            kind: string;
            mode: components["schemas"]["Mode"];
            open: boolean;
            overdue: boolean;
            parties: string[];
            product: string;
            profile: string;
            purpose: string;
            reason: string;
            review: string;
            rule: string;
            steps: components["schemas"]["StepView"][];
        };
        /**
         * Right
         * @description What a route asks of who calls it. A token's scopes are of these names.
         * @enum {string}
         */
        Right: "public" | "self" | "read" | "ingest" | "watch" | "coordinate" | "release" | "status" | "direct" | "admin";
        /** RiskRow */
        RiskRow: {
            /** @enum {string} */
            agreement: "agreed" | "disputed" | "alone" | "unknown";
            assessments: number;
            /** @enum {string} */
            confidence: "low" | "moderate" | "high" | "unknown";
            disagree_text: string;
            expired: number;
            /** @enum {string} */
            gravity: "unknown" | "slight" | "serious" | "grave";
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
        /** RiskStated */
        RiskStated: {
            confidence?: components["schemas"]["Confidence"];
            /** @default 1 */
            days: number;
            derivation: string;
            evidence?: string[];
            gravity?: components["schemas"]["Gravity"] | null;
            hazard: components["schemas"]["Hazard"];
            high?: number | null;
            likelihood?: number | null;
            low?: number | null;
            /** @default  */
            mark: string;
            of?: components["schemas"]["Harm"];
            /** @default duty officer */
            role: string;
            subject: string;
            text: string;
        };
        /** RiskView */
        RiskView: {
            at_utc: string;
            /** @enum {string} */
            by: "nation" | "service" | "shell";
            days: number;
            mark: string;
            rows: components["schemas"]["RiskRow"][];
            text: string;
        };
        /** EntryView */
        routes_watch_shapes_EntryView: {
            at_utc: string;
            closed_by: string;
            closes: string[];
            corrections: string[];
            due_utc: string | null;
            entry: string;
            event: string;
            is_open: boolean;
            opens: string;
            records: string[];
            role: string;
            text: string;
            watch: string;
            written_utc: string;
        };
        /** SaidView */
        SaidView: {
            outcome: string;
            reason: string;
            record: string;
            rule: string;
            to: string;
        };
        /** ScorecardView */
        ScorecardView: {
            from_utc: string;
            lines: components["schemas"]["ScoreLine"][];
            mark: string;
            nation: string;
            until_utc: string;
        };
        /** ScoreLine */
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
        /** SeenObject */
        SeenObject: {
            azimuth_deg: number;
            elevation_deg: number;
            lit: boolean;
            name: string;
            object: string;
            owner: string;
            range_km: number;
            type: string;
        };
        /** Sentence */
        Sentence: {
            heading: string;
            text: string;
        };
        /** ServiceLine */
        ServiceLine: {
            count: number;
            kind: string;
            nations: string[];
            of: number;
            probability: components["schemas"]["Band"];
            satellites: string[];
            service: string;
        };
        /** ServicesAsked */
        ServicesAsked: {
            /** @default  */
            at_utc: string;
            /** @default  */
            constellation: string;
            /** @default [] */
            lost: (string | unknown)[];
            /** @default 1 */
            seed: number;
        };
        /** ServicesResult */
        ServicesResult: {
            at_utc: string;
            basis: string[];
            headline: string;
            limits: string[];
            lost: string[];
            lost_total: number;
            nations: components["schemas"]["LossLine"][];
            positioning: components["schemas"]["PositioningView"][];
            sectors: components["schemas"]["LossLine"][];
            services: components["schemas"]["LossLine"][];
        };
        /** SessionView */
        SessionView: {
            caveats: string[];
            ceiling: string;
            credential: string;
            expires_utc: string;
            name: string;
            nation: string;
            nationalities: string[];
            party: string;
            person: string;
            rights: string[];
            roles: string[];
        };
        /**
         * Severity
         * @description How grave an event is, ascending, as release policies grade it.
         * @enum {string}
         */
        Severity: "routine" | "advisory" | "warning" | "emergency";
        /** ShellSnapshot */
        ShellSnapshot: {
            day: string;
            density_per_km3: number[];
            mean_count: number[];
            objects: number;
        };
        /** Shelved */
        Shelved: {
            event: string;
            reason: string;
            /** @default duty officer */
            role: string;
            until_utc: string;
        };
        /** SideDifference */
        SideDifference: {
            adopted: boolean;
            along_track_km?: number | null;
            at_utc: string;
            basis: string;
            cross_track_km?: number | null;
            distance_km?: number | null;
            expected_km?: number[] | null;
            item: string;
            mark: string;
            orbit: components["schemas"]["OrbitShape"] | null;
            origin: string;
            radial_km?: number | null;
            source: string;
            why: string;
        };
        /** SidesView */
        SidesView: {
            items: components["schemas"]["SideDifference"][];
            object: string;
            reference: string;
        };
        /** SignatureView */
        SignatureView: {
            code: string;
            /** @default  */
            good_from_utc: string;
            /** @default  */
            good_until_utc: string;
            holds: boolean;
            keyid: string;
            nation: string;
            /** @default  */
            revoked_because: string;
            /** @default  */
            revoked_utc: string;
        };
        /** SiteField */
        SiteField: {
            azimuth_deg: (number | null)[];
            elevation_deg: (number | null)[];
            range_km: (number | null)[];
        };
        /** SiteNow */
        SiteNow: {
            at_utc: string;
            items: components["schemas"]["SeenObject"][];
            mark: string;
            site: components["schemas"]["SiteView"];
            total: number;
        };
        /** SitesView */
        SitesView: {
            at_utc: string;
            items: components["schemas"]["SiteView"][];
            problem: string;
        };
        /** SiteView */
        SiteView: {
            dark: boolean | null;
            field: components["schemas"]["SiteField"];
            height_km: number;
            in_field: number;
            kind: string;
            latitude_deg: number;
            longitude_deg: number;
            name: string;
            nation: string;
            seen: number;
            site: string;
            source: string;
            system: string;
        };
        /**
         * Sorting
         * @description The soonest, likeliest, nearest first.
         * @default tca
         * @enum {string}
         */
        Sorting: "tca" | "pc" | "miss" | "speed" | "age";
        /** SourceView */
        SourceView: {
            advice: string;
            created_utc: string;
            flags: string[];
            grounds: string;
            hard_body_radius_km: number | null;
            ingested_utc: string;
            mark: string;
            max_pc: number | null;
            miss_distance_km: number;
            orbit1: components["schemas"]["OrbitView"];
            orbit2: components["schemas"]["OrbitView"];
            origin: string;
            own: boolean;
            pc: number | null;
            pc_method: string;
            plane: components["schemas"]["PlaneView"] | null;
            probabilities: components["schemas"]["Probability"][];
            reckoned: components["schemas"]["ReckonedView"] | null;
            record: string;
            relative_rtn_km: number[] | null;
            relative_rtn_km_s: number[] | null;
            relative_speed_km_s: number | null;
            source: string;
            tca_utc: string;
            violations: string[];
            why_no_plane: string;
        };
        /** SpaceTrackFault */
        SpaceTrackFault: {
            error: string | components["schemas"]["Fault"];
        };
        /** SpeciesView */
        SpeciesView: {
            species: string;
            total: components["schemas"]["Band"][];
        };
        /**
         * Stage
         * @description Where a proposal stands.
         * @enum {string}
         */
        Stage: "open" | "committed" | "agreed" | "declined" | "withdrawn" | "defaulted" | "countered";
        /** StageView */
        StageView: {
            after_s: number;
            record: string;
            /** @enum {string} */
            stage: "could_know" | "knew" | "warned" | "released" | "acknowledged" | "acted";
            text: string;
            world_utc: string;
        };
        /**
         * Standing
         * @description Where an assessment stands.
         * @enum {string}
         */
        Standing: "latest" | "expired" | "superseded" | "withdrawn";
        /** StandingPoint */
        StandingPoint: {
            at_utc: string;
            margin: number | null;
            record: string;
            /** @enum {string} */
            standing: "holds" | "nearly" | "unknown" | "fails";
            why: string;
        };
        /** StandingView */
        StandingView: {
            note: string;
            offer: string;
            offered_by: string;
            offered_to: string;
            office: string;
            open_items: unknown[];
            record: string;
            returned_because: string;
            since_utc: string | null;
            watch: string;
        };
        /** StepLine */
        StepLine: {
            decides: boolean;
            depth: number;
            evidence: string[];
            holds: boolean | null;
            text: string;
            why: string;
        };
        /** StepView */
        StepView: {
            at_utc: string;
            desk: string;
            person: string;
            reason: string;
            step: string;
        };
        /** StoryLine */
        StoryLine: {
            advice: string;
            created_utc: string;
            flags: string[];
            grounds: string;
            latest: boolean;
            mark: string;
            max_pc: number | null;
            miss_distance_km: number;
            oldest_age_s: number | null;
            origin: string;
            pc: number | null;
            pc_method: string;
            record: string;
            source: string;
            tca_utc: string;
            version: number;
            violations: string[];
        };
        /** StudyLine */
        StudyLine: {
            asked_utc: string;
            fault: string;
            hint: string;
            id: string;
            /** @enum {string} */
            kind: "breakup" | "launch" | "services" | "environment";
            mark: string;
            records: string[];
            share: number;
            /** @enum {string} */
            state: "waiting" | "reckoning" | "done" | "failed" | "stopped";
            step: string;
            title: string;
            took_s: number;
            yours: boolean;
        };
        /** StudyView */
        StudyView: {
            asked_utc: string;
            breakup?: components["schemas"]["BreakupResult"] | null;
            breakup_asked?: components["schemas"]["BreakupAsked"] | null;
            environment?: components["schemas"]["EnvironmentResult"] | null;
            environment_asked?: components["schemas"]["EnvironmentAsked"] | null;
            fault: string;
            hint: string;
            id: string;
            /** @enum {string} */
            kind: "breakup" | "launch" | "services" | "environment";
            launch?: components["schemas"]["LaunchResult"] | null;
            launch_asked?: components["schemas"]["LaunchAsked"] | null;
            mark: string;
            records: string[];
            services?: components["schemas"]["ServicesResult"] | null;
            services_asked?: components["schemas"]["ServicesAsked"] | null;
            share: number;
            /** @enum {string} */
            state: "waiting" | "reckoning" | "done" | "failed" | "stopped";
            step: string;
            title: string;
            took_s: number;
            yours: boolean;
        };
        /**
         * Subject
         * @description What an assessment is of.
         * @enum {string}
         */
        Subject: "asset" | "service" | "shell" | "event";
        /** TakenOver */
        TakenOver: {
            closed: string[];
            opened: string[];
            record: string;
        };
        /** TellsView */
        TellsView: {
            nations: components["schemas"]["KnowsView"][];
            objects: string[];
            text: string;
            truth: number;
            world_utc: string;
        };
        /** ToldLine */
        ToldLine: {
            act_by_utc: string | null;
            asks: string;
            at_utc: string;
            by: string;
            issue: string;
            number: number;
            party: string;
            progress: string;
            progress_utc: string;
            role: string;
            severity: string;
            warning: string;
        };
        /** Track */
        Track: {
            epoch_utc: string;
            height_km: (number | null)[];
            latitude_deg: (number | null)[];
            longitude_deg: (number | null)[];
            object: string;
            x_km: (number | null)[];
            y_km: (number | null)[];
            z_km: (number | null)[];
        };
        /** Tracks */
        Tracks: {
            count: number;
            frame: string;
            start_utc: string;
            step_s: number;
            tracks: components["schemas"]["Track"][];
        };
        /** TrajectoryLine */
        TrajectoryLine: {
            hard_body_radius_km: number | null;
            intent: components["schemas"]["Intent"];
            made_utc: string;
            mark: string;
            object: string;
            origin: string;
            points: number;
            records: string[];
            source: string;
            standing: string;
            start_utc: string;
            stop_utc: string;
            why: string;
        };
        /** TruthView */
        TruthView: {
            injects: number[];
            nations: components["schemas"]["NationLineView"][];
            objects: string[];
            text: string;
            truth: number;
            what: string;
            world_utc: string;
        };
        /** Uploaded */
        Uploaded: {
            records: string[];
        };
        /**
         * State
         * @description Where a matter stands for the watch.
         * @enum {string}
         */
        warn_matter_State: "open" | "shelved" | "cancelled" | "past";
        /** WarningBody */
        WarningBody: {
            about_utc: string;
            /** @default  */
            act_by_reason: string;
            act_by_utc?: string | null;
            asks?: components["schemas"]["Asks"] | null;
            /** @default [] */
            call: components["schemas"]["CallPoint"][];
            /** @default  */
            changed: string;
            /** @default [] */
            checklist: components["schemas"]["ChecklistItem"][];
            event: string;
            grounds?: components["schemas"]["Grounds"] | null;
            issue: components["schemas"]["Issue"];
            miss_distance_km?: number | null;
            number: number;
            /** @default [] */
            objects: string[];
            pc?: number | null;
            /** @default  */
            policy: string;
            /** @default 1 */
            policy_version: number;
            /** @default  */
            rule: string;
            severity?: components["schemas"]["Severity"] | null;
            /** @default [] */
            sources: string[];
            /** @default  */
            text: string;
            to: string[];
        };
        /** WarningLine */
        WarningLine: {
            about_utc: string;
            acknowledged: string;
            act_by_utc: string | null;
            asks: string;
            event: string;
            grounds: string;
            issue: string;
            miss_distance_km: number | null;
            number: number;
            objects: string[];
            origin: string;
            others: string[];
            pc: number | null;
            record: string;
            severity: string;
            shelved_reason: string;
            shelved_until_utc: string;
            state: components["schemas"]["warn_matter_State"];
            time_left_s: number | null;
            to: string[];
        };
        /** Made */
        warnings_shapes_Made: {
            record: string;
        };
        /** ReportLine */
        warnings_shapes_ReportLine: {
            event: string;
            grounds: string;
            miss_distance_km: number;
            origin: string;
            pc: number | null;
            record: string;
            source: string;
            tca_utc: string;
        };
        /** WarningView */
        WarningView: {
            about_utc: string;
            acknowledged: string;
            act_by_utc: string | null;
            answers: components["schemas"]["AnswerLine"][];
            asks: string;
            body: components["schemas"]["WarningBody"];
            event: string;
            grounds: string;
            issue: string;
            issued: components["schemas"]["IssuedLine"][];
            miss_distance_km: number | null;
            number: number;
            objects: string[];
            origin: string;
            others: string[];
            pc: number | null;
            record: string;
            reports: components["schemas"]["warnings_shapes_ReportLine"][];
            severity: string;
            shelve_until_at_most_utc: string;
            shelved_reason: string;
            shelved_until_utc: string;
            state: components["schemas"]["warn_matter_State"];
            time_left_s: number | null;
            to: string[];
        };
        /** WarnLine */
        WarnLine: {
            call: components["schemas"]["operations_consequence_results_breakup_CallLine"][];
            count: number;
            crewed: boolean;
            first_utc: string;
            objects: string[];
            owner: string;
            party: string;
            probability: components["schemas"]["Band"];
        };
        /** WayView */
        WayView: {
            answer: string;
            class1: string;
            class2: string;
            clause: string;
            keeps_clear: string;
            reason: string;
            rule: string;
            text: string;
        };
        /** WhatView */
        WhatView: {
            elements_age_s: number;
            mass_from: string;
            mass_kg: number;
            name: string;
            object: string;
            owner: string;
            type: string;
        };
        /** WhiteCellView */
        WhiteCellView: {
            adjudications: components["schemas"]["AdjudicationView"][];
            clock: components["schemas"]["ClockView"];
            commands: components["schemas"]["CommandView"][];
            injects: components["schemas"]["InjectView"][];
            marks: string[];
            messages: components["schemas"]["MessageView"][];
            nodes: components["schemas"]["NodeView"][];
            objectives: components["schemas"]["ObjectiveView"][];
            places: components["schemas"]["PlaceView"][];
            truths: components["schemas"]["TellsView"][];
        };
        /** WindowView */
        WindowView: {
            by_why_s: {
                [key: string]: number;
            };
            closed_s: number;
            spans: components["schemas"]["ClosureSpan"][];
            spans_total: number;
        };
        /** WithdrawnView */
        WithdrawnView: {
            instruction: string;
            reason: string;
            record: string;
            replaced_by: string;
            t_utc: string;
        };
        /** WordedNotice */
        WordedNotice: {
            /** @default  */
            event: string;
            /** @default U */
            level: string;
            /** @default [] */
            releasable_to: (string | unknown)[];
            /** @default  */
            replaces: string;
            texts: {
                [key: string]: string;
            };
            titles: {
                [key: string]: string;
            };
        };
        /** WordLine */
        WordLine: {
            body: unknown;
            made_utc: string;
            origin: string;
            record: string;
        };
        /** Yes */
        Yes: {
            /** @default  */
            reason: string;
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
