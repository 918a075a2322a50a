/**
 * Well-known types that contain data or keys, which are lost when the resource is destroyed. A type that is in neither
 * list counts as one of these when it is destroyed. It is not judged when it is created or updated.
 */
export const holdingData: ReadonlySet<string> = new Set([
  "aws_ami",
  "aws_backup_vault",
  "aws_cloudwatch_log_group",
  "aws_cognito_user_pool",
  "aws_db_cluster_snapshot",
  "aws_db_instance",
  "aws_db_snapshot",
  "aws_docdb_cluster",
  "aws_docdb_cluster_instance",
  "aws_dynamodb_global_table",
  "aws_dynamodb_table",
  "aws_ebs_snapshot",
  "aws_ebs_volume",
  "aws_ecr_repository",
  "aws_efs_file_system",
  "aws_elasticache_cluster",
  "aws_elasticache_replication_group",
  "aws_elasticsearch_domain",
  "aws_fsx_lustre_file_system",
  "aws_fsx_ontap_file_system",
  "aws_fsx_openzfs_file_system",
  "aws_fsx_windows_file_system",
  "aws_glacier_vault",
  "aws_instance",
  "aws_keyspaces_table",
  "aws_kinesis_stream",
  "aws_kms_key",
  "aws_kms_replica_key",
  "aws_memorydb_cluster",
  "aws_mq_broker",
  "aws_msk_cluster",
  "aws_neptune_cluster",
  "aws_neptune_cluster_instance",
  "aws_opensearch_domain",
  "aws_qldb_ledger",
  "aws_rds_cluster",
  "aws_rds_cluster_instance",
  "aws_redshift_cluster",
  "aws_s3_bucket",
  "aws_s3_object",
  "aws_secretsmanager_secret",
  "aws_secretsmanager_secret_version",
  "aws_sqs_queue",
  "aws_ssm_parameter",
  "aws_timestreamwrite_table",
  "random_password",
  "tls_private_key",
]);

/** Well-known types that contain no data. A destroyed resource of these types can be created again unchanged. */
export const holdingNothing: ReadonlySet<string> = new Set([
  "aws_cloudwatch_metric_alarm",
  "aws_default_security_group",
  "aws_internet_gateway",
  "aws_key_pair",
  "aws_lb",
  "aws_lb_listener",
  "aws_lb_target_group",
  "aws_lb_target_group_attachment",
  "aws_nat_gateway",
  "aws_route",
  "aws_route53_record",
  "aws_route_table",
  "aws_route_table_association",
  "aws_security_group",
  "aws_security_group_rule",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_dhcp_options",
  "aws_vpc_dhcp_options_association",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);

/** Types of ingress rules. The review judges them by what they allow, whoever declares them. */
export const rulesOfIngress: ReadonlySet<string> = new Set([
  "aws_default_security_group",
  "aws_security_group",
  "aws_security_group_rule",
  "aws_vpc_security_group_ingress_rule",
]);

/** Attributes whose change has no effect on running things, for all resource types. */
export const harmlessAttributes: ReadonlySet<string> = new Set(["description", "tags", "tags_all"]);
