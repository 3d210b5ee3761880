/** How a plug uses MQTT; everything has a default. */
export interface MqttOptions {
  /**
   * The first messages. 'old': Clock every two seconds until it is answered, then Report and Bind (mss310 1.x and 2.x).
   * 'new': Bind as a SET until it is acknowledged, then Report and Time (mss315 9.x). Default by generation: new from 7
   * on.
   */
  readonly startUp?: 'old' | 'new';
  /** Default 3.1, the version of an mss210 and an mss510. */
  readonly version?: '3.1' | '3.1.1';
  /** Default 120; an msl120 has 30. */
  readonly keepAliveSeconds?: number;
  /** Pause before it connects again. Default 5 s; the value of a real plug has not been published. */
  readonly reconnectMs?: number;
  /** Pause between Clock messages, default 2 s. */
  readonly clockEveryMs?: number;
  /** Pause between Bind messages, default 30 s. */
  readonly bindEveryMs?: number;
}

/** Options with all defaults filled in. */
export type MqttSettings = Required<MqttOptions>;

/** The options of a plug of this generation. */
export function settingsOf(options: MqttOptions, generation: number): MqttSettings {
  return {
    startUp: generation >= 7 ? 'new' : 'old',
    version: '3.1',
    keepAliveSeconds: 120,
    reconnectMs: 5000,
    clockEveryMs: 2000,
    bindEveryMs: 30_000,
    ...options,
  };
}
