/** The program's version, as `kelid --version` prints it. */
export const VERSION = "0.1.0";
