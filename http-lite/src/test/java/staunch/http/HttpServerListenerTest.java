package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;

/** What a server's listener hears, in which order, and that two hear the same. */
class HttpServerListenerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private final List<String> heard = new ArrayList<>();
    private final World world = new World();

    @AfterEach
    void end() {
        world.close();
    }

    /** Says what it hears, whatever there is to hear: a method that is new is heard of too. */
    private HttpServerListener noting(String prefix) {
        return (HttpServerListener) Proxy.newProxyInstance(
                HttpServerListener.class.getClassLoader(),
                new Class<?>[] {HttpServerListener.class},
                (proxy, method, arguments) -> {
                    heard.add(prefix + method.getName());
                    return null;
                });
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldHearOfAConnectionFromItsBeginningToItsEnd(Transport transport) {
        world.close();
        try (World other = new World(transport)) {
            other.serveUnheard(
                    exchange -> {
                        heard.add("handle");
                        exchange.respond(Response.of(Status.OK));
                    },
                    HttpServerOptions.DEFAULT.withListener(noting("")));
            RawPeer client = other.dial();
            other.settle();
            assertEquals(List.of("onConnected"), heard);
            client.send(GET + "GET  / HTTP/1.1\r\n\r\n");
            client.channel().close();
            other.settle();
        }
        assertEquals(
                List.of("onConnected", "onRequest", "handle", "onExchange", "onRejected", "onDisconnected"), heard);
    }

    @Test
    void shouldSayHowLongAHandlerHasBlockedItsLoop() {
        List<Long> ages = new ArrayList<>();
        world.serveUnheard(
                exchange -> {
                    world.simulation.time().advance(Duration.ofMillis(1_500));
                    exchange.respond(Response.of(Status.OK));
                },
                HttpServerOptions.DEFAULT.withListener(new HttpServerListener() {
                    @Override
                    public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
                        ages.add(exchange.ageNanos());
                    }
                }));
        world.dial().send(GET + GET);
        world.until(() -> ages.size() == 2);
        assertEquals(List.of(1_500_000_000L, 1_500_000_000L), ages);
    }

    // ---- failures of handlers ----

    private List<LogRecord> loggedBehind(HttpServerListener listener) {
        Logger log = Logger.getLogger(HttpServerListener.class.getName());
        List<LogRecord> records = new ArrayList<>();
        log.setUseParentHandlers(false);
        log.setFilter(logged -> !records.add(logged));
        try {
            world.serveUnheard(
                    exchange -> {
                        throw new IllegalStateException("broken");
                    },
                    HttpServerOptions.DEFAULT.withListener(listener));
            world.dial().send("GET /a?secret HTTP/1.1\r\nHost: h\r\n\r\n");
            world.settle();
        } finally {
            log.setFilter(null);
            log.setUseParentHandlers(true);
        }
        return records;
    }

    @Test
    void shouldLogAFailureOnceThatNobodyTakesOver() {
        HttpServerListener plain = new HttpServerListener() {};
        for (HttpServerListener listener : List.of(
                HttpServerListener.NONE, plain, plain.and(plain), plain.and(HttpServerListener.NONE.and(plain)))) {
            List<LogRecord> records = loggedBehind(listener);
            assertEquals(1, records.size(), listener::toString);
            assertEquals("a handler failed to answer GET /a", records.get(0).getMessage());
            assertEquals("broken", records.get(0).getThrown().getMessage());
        }
    }

    @Test
    void shouldLeaveAFailureToWhoTakesItOver() {
        HttpServerListener plain = new HttpServerListener() {};
        HttpServerListener taking = new HttpServerListener() {
            @Override
            public void onHandlerFailed(Exchange exchange, Throwable failure) {
                heard.add(failure.getMessage());
            }
        };
        for (HttpServerListener listener : List.of(
                taking, taking.and(plain), plain.and(taking), plain.and(taking).and(plain))) {
            heard.clear();
            assertEquals(List.of(), loggedBehind(listener));
            assertEquals(List.of("broken"), heard);
        }
    }

    @Test
    void shouldTellBothOfAPairEverythingTheFirstFirst() throws ReflectiveOperationException {
        HttpServerListener pair = new ListenerPair(noting("first "), noting("second "));
        List<String> expected = new ArrayList<>();
        for (Method method : HttpServerListener.class.getMethods()) {
            if (!method.getName().equals("and")) {
                method.invoke(pair, arguments(method));
                expected.add("first " + method.getName());
                expected.add("second " + method.getName());
            }
        }
        assertEquals(expected, heard);
    }

    private static Object[] arguments(Method method) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = method.getParameterTypes()[i];
            arguments[i] = type == long.class ? (Object) 1L : type == boolean.class ? (Object) true : null;
        }
        return arguments;
    }
}
