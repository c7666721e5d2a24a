/**
 * A server of your own in a test, with JUnit 5: see {@link staunch.http.junit.TestServer}. Nothing else of Staunch uses this
 * package, and only who uses it needs JUnit, which a test has anyway.
 */
@NullMarked
package staunch.http.junit;

import org.jspecify.annotations.NullMarked;
