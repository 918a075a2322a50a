import { addresses } from "../settings";

/** Where the mirror's files are. */
export interface MirrorFolders {
  /** The lab's own files, which come first. */
  readonly own: string;
  /** Released files, laid out as `<host>/<path>`; may be read-only. */
  readonly released: string;
  /** For the server itself. */
  readonly work: string;
}

/** Configuration of nginx: two folders as one, on the mirror's address. */
export function renderNginx({ own, released, work }: MirrorFolders): string {
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
    "}",
    "",
  ].join("\n");
}
