/**
 * What was learned of a plug's firmware by trying, so that it is tried only once. Forgotten when the firmware changes.
 */
export interface Quirks {
  /** It has signed replies with our key. From then on, replies with another signature are rejected. */
  readonly signs?: boolean;
  /** It switches several outlets in one request; undefined until tried. */
  readonly joins?: boolean;
  /** It answers Appliance.Control.Multiple correctly; undefined until tried. */
  readonly batches?: boolean;
}
