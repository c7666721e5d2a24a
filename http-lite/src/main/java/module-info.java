/** HTTP/1.1 server and client on the reactor. Start at {@link staunch.http}. */
module staunch.http {
    requires transitive staunch.reactor;
    requires static org.jspecify;
    requires static org.junit.jupiter.api; // of staunch.http.junit; it and staunch.http.proxy need the next
    requires static staunch.tls;

    exports staunch.http;
    exports staunch.http.capture;
    exports staunch.http.codec;
    exports staunch.http.coding;
    exports staunch.http.junit;
    exports staunch.http.proxy;
    exports staunch.http.rewrite;
}
