import { expressionsOf, referencesOf } from "./references";

test.each([
  ["a ${aws_lb.api.dns_name} b ${local.x}", ["aws_lb.api.dns_name", "local.x"]],
  ["$${not} $$${local.x}", []],
  ['${can(regex("^[a-z]{3}}$", var.a))}', ['can(regex("^[a-z]{3}}$", var.a))']],
  ["${{ a = 1 }}", ["{ a = 1 }"]],
])("expressions of %j", (text, expected) => {
  expect(expressionsOf(text)).toEqual(expected);
});

test.each([
  ['sha256(jsonencode(local.worker_0_files["/etc/a.b"]))', ["local.worker_0_files"]],
  ["aws_instance.worker-0.public_ip", ["aws_instance.worker-0"]],
  ["data.aws_ami.ubuntu.id", ["data.aws_ami.ubuntu"]],
  ["merge(local.a, local.b)", ["local.a", "local.b"]],
  ["{for name, type in local.types : name => type.is if type.is != var.type}", ["local.types", "var.type"]],
  ['try(cidrnetmask(cidr) != "" && each.value, false)', ["each.value"]],
])("references of %j", (expression, expected) => {
  expect(referencesOf(expression)).toEqual(expected);
});
