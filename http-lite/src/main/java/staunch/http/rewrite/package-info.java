/**
 * One text in the place of another, in messages on their way: in queries, in fields, and in bodies as they stream, compressed or
 * not, in bounded memory. Nothing here knows a socket, a thread, a clock or a logger.
 *
 * <p>{@link staunch.http.rewrite.RewriteRule} is one rule, parsed from {@code a=>b}; {@link
 * staunch.http.rewrite.RewriteRules} apply several to a head, and decide by it what becomes of the body, as a {@link
 * staunch.http.rewrite.BodyRewrite}. What a rule is not applied to is said, each time, in a sentence for a log.
 */
@NullMarked
package staunch.http.rewrite;

import org.jspecify.annotations.NullMarked;
