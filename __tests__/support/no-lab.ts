import { tmpdir } from "node:os";
import path from "node:path";

/** To be imported first: commands of the lab then mean one that does not exist, not one that runs on this machine. */
process.env.GROUNDUP_LAB_NAME = "groundup-no-lab";
process.env.GROUNDUP_LAB_DIR = path.join(tmpdir(), "groundup-no-lab");
