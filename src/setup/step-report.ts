import type { ProvisioningError, Step } from './provisioning-error.ts';

/** What is reported of each step as it happens. Never a key, a password or a signature. */
export type StepReport =
  | { readonly step: Step; readonly state: 'begins' }
  /** `detail`: the result, for users; part of a sentence. */
  | { readonly step: Step; readonly state: 'done'; readonly detail: string }
  /** `why`: part of a sentence. A skipped step can be made up for later. */
  | { readonly step: Step; readonly state: 'skipped'; readonly why: string }
  /** Always the last report. */
  | { readonly step: Step; readonly state: 'failed'; readonly error: ProvisioningError };

export type OnStep = (report: StepReport) => void;
