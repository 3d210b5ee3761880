/** What has changed about a plug, so that it has to be identified again. */
export type PlugChange =
  | { readonly is: 'firmware'; readonly now: string; readonly before: string }
  | { readonly is: 'outlets'; readonly channels: readonly number[] }
  /** It refuses queries that it answered before. */
  | { readonly is: 'refusals' };
