/**
 * The tests that say yes or no within two minutes: those that need no emulator, no Terraform and no minutes of bash. A
 * test that takes longer is named `*.slow.test.ts`, and `npm run test:all` runs it as well.
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config"),
  testPathIgnorePatterns: ["/node_modules/", "\\.slow\\.test\\.ts$"],
};
