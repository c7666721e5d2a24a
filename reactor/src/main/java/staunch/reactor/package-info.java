/**
 * One thread, one selector, many channels.
 *
 * <p>A {@link staunch.reactor.Reactor} runs one {@link staunch.reactor.EventLoop} per core. Bytes move through a {@link
 * staunch.reactor.Channel}, the only abstraction there is for that: {@link staunch.reactor.TcpChannel} is one over a
 * socket, and a {@link staunch.reactor.Layer} such as TLS is one over another. What happens on a channel is told to its
 * {@link staunch.reactor.ChannelHandler}, always on the channel's loop.
 *
 * <p>The loop and the channels reach the operating system only through {@link staunch.reactor.Network} and {@link
 * staunch.reactor.Poller}, and the time only through {@link staunch.reactor.TimeSource}. {@link
 * staunch.reactor.SocketNetwork} is the real side of that seam, {@code staunch.reactor.sim} the simulated one: the code
 * above is the same.
 *
 * <p>Where to read next: {@link staunch.reactor.EventLoop#turn}, whose body lists the phases of a turn; then {@link
 * staunch.reactor.TcpChannel}, which begins with its states.
 */
@NullMarked
package staunch.reactor;

import org.jspecify.annotations.NullMarked;
