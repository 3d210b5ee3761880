// A Homebridge plugin that does nothing: memory, processor time and start time are compared with it.
export default api => {
  api.registerPlatform('BenchEmpty', class {});
};
