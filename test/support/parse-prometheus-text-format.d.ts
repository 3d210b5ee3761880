/** The package has no types of its own. */
declare module 'parse-prometheus-text-format' {
  /** Reads a page in Prometheus's text format. */
  export default function parsePrometheusTextFormat(
    page: string,
  ): readonly { readonly name: string; readonly metrics: readonly unknown[] }[];
}
