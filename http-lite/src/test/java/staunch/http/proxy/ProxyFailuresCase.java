package staunch.http.proxy;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What the tests of failures have in common: messages, and loggers that need not tell what is meant to fail. */
abstract class ProxyFailuresCase {
    /** Held, or their levels are collected with them. */
    private static final List<Logger> LOGGERS = Stream.of(
                    "http.proxy.LeafWatch", "http.proxy.Proxy", "http.HttpServerListener")
            .map(name -> Logger.getLogger("staunch." + name))
            .toList();

    @BeforeAll
    static void quiet() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }

    @AfterAll
    static void loudAgain() {
        LOGGERS.forEach(logger -> logger.setLevel(null));
    }

    static String get(int port) {
        return "GET /a HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n";
    }

    static String plainGet(int port) {
        return "GET http://origin.test:" + port + "/a HTTP/1.1\r\nHost: origin.test:" + port + "\r\n\r\n";
    }

    static String post(int port, String fields, String body) {
        return "POST http://origin.test:" + port + "/a HTTP/1.1\r\nHost: origin.test\r\n" + fields + "\r\n" + body;
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
