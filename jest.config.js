/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // One test waits minutes for an emulated load balancer: as many workers as processors, not one less.
  maxWorkers: "100%",
  transform: { "\\.ts$": "@swc/jest" },
  testMatch: ["**/__tests__/**/*.test.ts"],
};
