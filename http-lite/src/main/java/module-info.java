/** HTTP/1.1 server and client on the reactor. Start at {@link staunch.http}. */
module staunch.http {
    requires transitive staunch.reactor;
    requires static org.jspecify;

    exports staunch.http;
    exports staunch.http.codec;
}
