/** Owns manifest.json: what a trained model says about itself, and the rules by which its scores become decisions. */

import { z } from 'zod';

/** Raised whenever a model of an older recipe must be trained again. */
export const RECIPE = 10;

/** Logistic regression; what each weight is for stands where its inputs are made. */
const regression = z.strictObject({ bias: z.number(), weights: z.array(z.number()) });

const thresholds = z.strictObject({
  /** At and above: the top candidate is taken. */
  accept: z.number().min(0).max(1),
  /** Below: out of scope. In between the robot asks. */
  reject: z.number().min(0).max(1),
  /** Two candidates closer than this (difference of probabilities) are both offered. */
  margin: z.number().min(0).max(1),
});

/** What the thresholds promise of texts that the model has not seen: shares of held-out texts. */
const targetsSchema = z.strictObject({
  /** Requests whose intent was found and that are rejected all the same. */
  rejectedRequests: z.number(),
  /** Texts out of scope that are taken for a request without asking. */
  acceptedNone: z.number(),
  /** Accepted texts whose intent is wrong. */
  acceptedWrong: z.number(),
});

const manifestSchema = z.strictObject({
  recipe: z.literal(RECIPE),
  seed: z.number().int(),
  corpusHash: z.string(),
  /** Classes in the order of the model's output, `none` among them. */
  intents: z.array(z.string()).min(2),
  /** Those of them that win every tie. */
  urgent: z.array(z.string()),
  /** Those that only mean something inside a dialogue and are never a request beside another. */
  acts: z.array(z.string()),
  dimension: z.number().int().positive(),
  /** The transformer that the model reads with; absent = none. */
  encoder: z
    .strictObject({
      /** Hex digest of its files: no other encoder's vectors fit the model. */
      digest: z.string(),
      dimension: z.number().int().positive(),
      /** Its share in the probabilities, chosen on held-out texts; 0 = it adds nothing and is never asked. */
      weight: z.number().min(0).max(1),
    })
    .optional(),
  /** Divides the logarithms of the probabilities. */
  temperature: z.number().positive(),
  acceptance: regression,
  decision: thresholds.extend({
    /** Other thresholds for single intents, from this probability on; an operator may add some. */
    perIntent: z.record(z.string(), thresholds.extend({ from: z.number().min(0).max(1).default(0) })),
  }),
  targets: targetsSchema,
  /** When a message in several pieces holds two requests. */
  cut: z.strictObject({ model: regression, threshold: z.number().min(0).max(1) }),
  /** Measured on out-of-fold predictions; for people and reports, not for decisions. */
  figures: z.record(z.string(), z.number()),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type DecisionRules = Manifest['decision'];
export type Targets = Manifest['targets'];

/** Parses a manifest. Throws with what is wrong and how to mend it. */
export function parseManifest(file: string, json: string): Manifest {
  const result = manifestSchema.safeParse(JSON.parse(json));
  if (result.success) return result.data;
  throw new Error(`${file}: ${z.prettifyError(result.error)}; train again with npm run train`);
}
