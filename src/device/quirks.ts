/**
 * What was learned of a plug's firmware by trying, so that nobody pays for it twice. Forgotten when the firmware changes.
 */
export interface Quirks {
  /** It has signed replies with our key: from then on, none that is signed otherwise is its own. */
  readonly signs?: boolean;
  /** It switches several outlets when told so in one request; undefined while that was never tried. */
  readonly joins?: boolean;
  /** It answers Appliance.Control.Multiple properly; undefined while that was never tried. */
  readonly batches?: boolean;
}
