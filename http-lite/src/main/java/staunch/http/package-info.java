/**
 * A small HTTP/1.1 server and client on the channels of {@code staunch.reactor}.
 *
 * <p>A server hands each request to one {@link staunch.http.HttpHandler}, on the connection's loop, as an {@link
 * staunch.http.Exchange}: it is answered there and then, or later from any thread, once. A body is read when somebody asks
 * for it ({@link staunch.http.RequestBody}) and written as fast as the peer takes it ({@link staunch.http.BodyProducer}).
 * Handlers that answer by a stage, or by code that blocks, are made by {@link staunch.http.HttpHandler#completing} and {@link
 * staunch.http.HttpHandler#blocking(staunch.http.BlockingHttpHandler)}; an answer that goes on as things happen is an {@link
 * staunch.http.EventStream}.
 *
 * <p>{@link staunch.http.HttpClient} is a client for many servers, which keeps connections and uses them again; {@link
 * staunch.http.HttpConnection} is a single one, for whoever wants to know what becomes of it.
 *
 * <p>Nothing here knows TLS: a server and a client are given a {@link staunch.reactor.Layer}, which is {@link
 * staunch.reactor.Layer#NONE} for plain HTTP, and show what it negotiated by {@link staunch.http.Exchange#security}. What
 * bytes mean is decided in {@code staunch.http.codec}; what is done about it, here.
 */
@NullMarked
package staunch.http;

import org.jspecify.annotations.NullMarked;
