/**
 * Where bytes live while they wait.
 *
 * <p>A {@link staunch.reactor.memory.BufferPool} belongs to one event loop and lends direct buffers in size classes.
 * Each loan names its {@link staunch.reactor.memory.Purpose} and is entered in a {@link
 * staunch.reactor.memory.Ledger}, one per connection, so that "an idle connection holds no buffer" is a number that a
 * test reads. A {@link staunch.reactor.memory.Leftover} is the one form in which bytes that nobody has taken yet are
 * kept: received bytes, a partial TLS record, and decrypted bytes are three instances of it.
 *
 * <p>Nothing here is safe for several threads: a pool, its buffers and its ledgers belong to their loop's thread.
 */
@NullMarked
package staunch.reactor.memory;

import org.jspecify.annotations.NullMarked;
