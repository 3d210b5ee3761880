import type { ProvisioningError, Step } from './provisioning-error.ts';

/** What is told of each step as it happens. Never a key, a password or a signature. */
export type StepReport =
  | { readonly step: Step; readonly state: 'begins' }
  /** `detail`: what came of it, for people; part of a sentence. */
  | { readonly step: Step; readonly state: 'done'; readonly detail: string }
  /** `why`: part of a sentence. Nothing is lost that cannot be made up for later. */
  | { readonly step: Step; readonly state: 'skipped'; readonly why: string }
  /** The last one there is. */
  | { readonly step: Step; readonly state: 'failed'; readonly error: ProvisioningError };

export type OnStep = (report: StepReport) => void;
