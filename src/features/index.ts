import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import * as appliance from './appliance.ts';
import * as autoOff from './auto-off.ts';
import * as clock from './clock.ts';
import type { FeatureConfig, FeatureDeclaration, FeatureTools, UnsupportedOption } from './feature-declaration.ts';
import * as energy from './energy.ts';
import * as history from './history.ts';
import * as inUse from './in-use.ts';
import * as led from './led.ts';
import * as offAfter from './off-after.ts';
import * as otherRules from './other-rules.ts';
import * as power from './power.ts';
import * as powerLimits from './power-limits.ts';
import * as restart from './restart.ts';
import * as sensor from './sensor.ts';
import * as toggle from './toggle.ts';

/** All features of this plugin. The first query of the first feature sets the rhythm of polling. */
export const FEATURES = [
  toggle.feature,
  inUse.feature,
  power.feature,
  energy.feature,
  history.feature,
  appliance.feature,
  sensor.feature,
  powerLimits.feature,
  led.feature,
  autoOff.feature,
  clock.feature,
  restart.feature,
  offAfter.feature,
  otherRules.feature,
] as const satisfies readonly FeatureDeclaration[];

const ALL: readonly FeatureDeclaration[] = FEATURES;

/** The options of an entry of "devices" that control a feature; the other options are handled elsewhere. */
export type FeatureOption = Extract<(typeof FEATURES)[number], { readonly option: string }>['option'];

/** The features that a plug's config enables. A plug gets those that it supports. */
export function featuresFor(config: FeatureConfig, tools: FeatureTools): readonly Capability[] {
  return ALL.flatMap(({ create }) => create(config, tools) ?? []);
}

/** The options that have no effect on this plug, each with the reason. */
export function unsupportedOptions(config: FeatureConfig, plug: PlugInfo): readonly UnsupportedOption[] {
  return ALL.flatMap(each => {
    const reason = each.option === undefined ? undefined : each.unsupportedReason(config, plug);
    return each.option === undefined || reason === undefined ? [] : [{ option: each.option, reason }];
  });
}
