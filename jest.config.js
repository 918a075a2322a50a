/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Several suites wait a minute or more for an emulated load balancer. Meanwhile, another one can use the processor.
  maxWorkers: "150%",
  // The package's examples name it as its users do.
  moduleNameMapper: { "^groundup$": "<rootDir>/index.ts" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  transform: { "\\.ts$": "@swc/jest" },
  testMatch: ["**/__tests__/**/*.test.ts"],
};
