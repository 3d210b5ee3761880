export { loadModel, modelNames } from './catalogue.ts';
export type { Faults } from './faults.ts';
export type { Introduction } from './introduction.ts';
export type { PlugModel } from './model.ts';
export type { Destination, FirmwareUpdate, SimulatedPlugOptions } from './plug-options.ts';
export type { Outcome, SeenRequest } from './request-log.ts';
export { type SeenProbe, SimulatedNetwork, type SimulatedNetworkOptions } from './simulated-network.ts';
export { SimulatedPlug } from './simulated-plug.ts';
export { readTrace } from './trace.ts';
