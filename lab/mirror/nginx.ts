import { addresses } from "../settings";

/** Where the mirror's files are. */
export interface MirrorFolders {
  /** The lab's own files, which have precedence. */
  readonly own: string;
  /** Released files, laid out as `<host>/<path>`; may be read-only. */
  readonly released: string;
  /** Objects in S3, laid out as `<bucket>/<key>`. */
  readonly buckets: string;
  /** For the server itself. */
  readonly work: string;
}

/**
 * nginx's configuration. The mirror's address serves two folders as one. The address of S3 stores whole files and
 * ignores signatures.
 */
export function renderNginx({ own, released, buckets, work }: MirrorFolders): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    "daemon off;",
    "user root;",
    "worker_processes 1;",
    `pid ${work}/nginx.pid;`,
    "error_log stderr notice;",
    "events { worker_connections 1024; }",
    "http {",
    ...temporary.map((name) => `  ${name}_temp_path ${work}/${name};`),
    "  access_log /dev/stdout;",
    "  sendfile on;",
    "  tcp_nopush on;",
    "  default_type application/octet-stream;",
    "  server {",
    `    listen ${addresses.mirror}:80;`,
    `    location / { root ${own}; try_files $uri @released; }`,
    `    location @released { root ${released}; }`,
    "  }",
    "  server {",
    `    listen ${addresses.s3}:80;`,
    // The mirror's log contains only downloads.
    `    access_log ${work}/s3.log;`,
    "    client_max_body_size 0;",
    `    location / { root ${buckets}; dav_methods PUT; create_full_put_path on; }`,
    "  }",
    "}",
    "",
  ].join("\n");
}
