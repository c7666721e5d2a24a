/**
 * A forward proxy that sees into TLS: a server towards its clients and a client towards the servers, joined.
 *
 * <pre>
 *  client ── CONNECT, URL ──&gt; FrontHandler ──&gt; Interception ─── pass ───────────────&gt; Tunnel ────────────&gt; server
 *                                 │                 │
 *                                 │                 └─ intercept: TLS, leaf ──&gt; InterceptedHandler
 *                                 │                                                │
 *                                 └──────────── http:// ──────────────────────&gt; Forwarding ─────────────&gt; server
 *                                                                     interceptors, RequestPump, ResponsePump
 * </pre>
 *
 * Start at {@link staunch.http.proxy.ProxyServer} and {@link staunch.http.proxy.ProxyOptions}; what passes in the clear is seen
 * and changed by an {@link staunch.http.proxy.Interceptor}, and recorded by a {@link staunch.http.proxy.FlowListener}.
 * Everything of one client happens on the loop of its connection, the connections to servers too; nothing blocks, and no body
 * is held whole unless an interceptor asks for that.
 */
@NullMarked
package staunch.http.proxy;

import org.jspecify.annotations.NullMarked;
