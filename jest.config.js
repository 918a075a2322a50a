/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // One test waits minutes for an emulated load balancer: as many workers as processors, not one less.
  maxWorkers: "100%",
  // The package's examples name it as its users do.
  moduleNameMapper: { "^groundup$": "<rootDir>/index.ts" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: { "\\.ts$": "@swc/jest" },
  testMatch: ["**/__tests__/**/*.test.ts"],
};
