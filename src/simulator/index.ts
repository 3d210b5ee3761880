export { loadModel, modelNames } from './catalogue.ts';
export type { Faults } from './faults.ts';
export type { PlugModel } from './model.ts';
export type { Outcome, SeenRequest } from './request-log.ts';
export { type FirmwareUpdate, SimulatedPlug, type SimulatedPlugOptions } from './simulated-plug.ts';
export { readTrace } from './trace.ts';
