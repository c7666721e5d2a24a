/**
 * The command line, {@code ./staunch}: each command is a short program on the libraries' public API, to be used and to be
 * read. {@link staunch.examples.Main} lists them.
 */
@NullMarked
package staunch.examples;

import org.jspecify.annotations.NullMarked;
