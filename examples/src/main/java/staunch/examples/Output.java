package staunch.examples;

import java.io.PrintStream;

/**
 * Where a command prints.
 *
 * @param out what was asked for, and nothing else when it is for another program to read
 * @param err notes, warnings and errors
 */
record Output(PrintStream out, PrintStream err) {}
