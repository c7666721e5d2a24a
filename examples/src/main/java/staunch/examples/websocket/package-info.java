/**
 * A WebSocket (RFC 6455) on a connection that {@code staunch.http} hands over: the library has none of its own, and needs none
 * for it. {@link staunch.examples.websocket.WebSocketDecoder} and {@link staunch.examples.websocket.WebSocketFrame} touch
 * bytes only; {@link staunch.examples.websocket.WebSocketEcho} is the handler on the channel, and can be routed like any:
 *
 * <pre>{@code
 * new Router().get("/echo", WebSocketEcho.handler())
 * }</pre>
 */
@NullMarked
package staunch.examples.websocket;

import org.jspecify.annotations.NullMarked;
